"""Hanging files on a post, and taking them off."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from forum.actions.discussions import PostRefused
from forum.actions.holding import FIRST_POSTS, is_new
from forum.actions.review import open_item
from forum.models import Attachment, Post
from forum.models.attachments import MOST_FILES
from safety.actions.uploads import keep_upload, remove_upload
from safety.models import Upload


class TooManyFiles(PostRefused):
    def __init__(self):
        super().__init__(f"A post has {MOST_FILES} files at most. Remove one first.")


def attach(*, post: Post, file: UploadedFile, by: User) -> Attachment:
    """Check a file and hang it on a post; one of a new member is then held. Raises PostRefused or FileRefused.

    The file is stored before the row is written, and without it belongs to nothing: it is cleared out a day later.
    """
    _free_number(post)
    upload = keep_upload(file=file, purpose=Upload.Purpose.POST, owner=by)
    with transaction.atomic():
        # Locked, so that files sent at once take different numbers.
        post = Post.objects.select_for_update(of=["self"]).select_related("thread", "author").get(pk=post.pk)
        made = Attachment.objects.create(post=post, upload=upload, number=_free_number(post))
        _hold_of_new_member(post)
    return made


@transaction.atomic
def detach(*, attachment: Attachment) -> None:
    """Take a file off its post for good."""
    attachment.delete()
    remove_upload(upload=attachment.upload)


def _free_number(post: Post) -> int:
    taken = set(post.attachments.values_list("number", flat=True))
    free = [number for number in range(1, MOST_FILES + 1) if number not in taken]
    if not free:
        raise TooManyFiles
    return free[0]


def _hold_of_new_member(post: Post) -> None:
    """Let a moderator look again: what was approved of a new member was the post without this file."""
    if post.state == Post.State.PUBLISHED and is_new(post.author):
        post.put(Post.State.HELD, because=FIRST_POSTS)
        open_item(post=post, because=FIRST_POSTS)
