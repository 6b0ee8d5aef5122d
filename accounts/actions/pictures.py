"""Setting and removing the picture that a person shows of themselves."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import Picture, User
from safety.actions.uploads import keep_upload, remove_upload
from safety.models import Upload


def set_picture(*, user: User, file: UploadedFile) -> Picture:
    """Check, redraw and keep a file as somebody's picture, in the place of the one before. Raises FileRefused."""
    upload = keep_upload(file=file, purpose=Upload.Purpose.AVATAR, owner=user)
    with transaction.atomic():
        # The person's row is locked, so that two pictures sent at once follow one another.
        User.objects.select_for_update().get(pk=user.pk)
        remove_picture(user=user)
        return Picture.objects.create(user=user, upload=upload)


@transaction.atomic
def remove_picture(*, user: User) -> None:
    """Take somebody's picture away for good. Safe to repeat."""
    for picture in Picture.objects.filter(user=user).select_related("upload"):
        picture.delete()
        remove_upload(upload=picture.upload)
