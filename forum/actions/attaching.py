"""Hanging files on a post, and taking them off: each makes a version of it, which names the file."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from forum.actions.discussions import keep_change_of_files, keep_first
from forum.actions.holding import ATTACHMENT, is_new
from forum.actions.refusals import PostErased, PostRefused, StaysAsItIs
from forum.actions.review import open_item, settle_item
from forum.models import Attachment, Post
from forum.models.attachments import MOST_FILES, UNREAD_FILE
from forum.permissions.discussions import stays_as_it_is
from safety.actions.uploads import keep_upload, remove_upload
from safety.models import Upload


class TooManyFiles(PostRefused):
    def __init__(self):
        super().__init__(f"A post has {MOST_FILES} files at most. Remove one first.")


def attach(*, post: Post, file: UploadedFile, by: User, caption: str = "") -> Attachment:
    """Check a file and hang it on a post, with what it shows. Raises PostRefused or FileRefused.

    The post is then held if it is a new member's, or if the file was not looked through whole for patient data.
    The file is stored before the row is written, and without it belongs to nothing: it is cleared out a day later.
    """
    _free_number(post)
    if stays_as_it_is(post, by):
        raise StaysAsItIs(post.thread)
    upload = keep_upload(file=file, purpose=Upload.Purpose.POST, owner=by)
    with transaction.atomic():
        # Locked, so that files sent at once take different numbers.
        post = _locked(post)
        if post.state == Post.State.ERASED:
            raise PostErased
        made = Attachment.objects.create(
            post=post, upload=upload, number=_free_number(post), caption=caption.strip()
        )
        keep_first(post)
        _hold_of_new_member(post)
        _hold_unread(post, upload)
        keep_change_of_files(post=post, by=by, note=f"Added the file “{upload.name}”")
    return made


@transaction.atomic
def detach(*, attachment: Attachment, by: User) -> None:
    """Take a file off its post for good: its name alone stays, in the versions of the post. Safe to repeat."""
    post = _locked(attachment.post)
    gone, _ = Attachment.objects.filter(pk=attachment.pk).delete()
    if not gone:
        return
    remove_upload(upload=attachment.upload)
    keep_first(post)
    _let_go(post)
    keep_change_of_files(post=post, by=by, note=f"Removed the file “{attachment.upload.name}”")


def _locked(post: Post) -> Post:
    return (
        Post.objects.select_for_update(of=["self"]).select_related("thread__area", "author").get(pk=post.pk)
    )


def _free_number(post: Post) -> int:
    taken = set(post.attachments.values_list("number", flat=True))
    free = [number for number in range(1, MOST_FILES + 1) if number not in taken]
    if not free:
        raise TooManyFiles
    return free[0]


def _hold_unread(post: Post, upload: Upload) -> None:
    """Let a moderator look at what the guard could not read whole, whoever's it is."""
    if upload.unread and post.state == Post.State.PUBLISHED:
        post.put(Post.State.HELD, because=UNREAD_FILE)
        open_item(post=post, because=UNREAD_FILE)


def _let_go(post: Post) -> None:
    """Publish again what was held for a file that is gone."""
    is_held = (post.state, post.held_because) == (Post.State.HELD, UNREAD_FILE)
    if is_held and not post.attachments.exclude(upload__unread="").exists():
        post.put(Post.State.PUBLISHED)
        settle_item(post=post)


def _hold_of_new_member(post: Post) -> None:
    """Let a moderator look again: what was approved of a new member was the post without this file."""
    if post.state == Post.State.PUBLISHED and is_new(post.author):
        post.put(Post.State.HELD, because=ATTACHMENT)
        open_item(post=post, because=ATTACHMENT)
