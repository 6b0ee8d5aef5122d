"""Who may see the files of posts: a question that those who hand out files ask."""

from accounts.permissions import Someone
from forum.models import Post
from safety.file_permissions import answers_for
from safety.models import Upload


@answers_for(Upload.Purpose.POST)
def may_see_attachment(user: Someone, upload: Upload) -> bool:
    """Say whether a person may have a file of a post: whoever may read the post now."""
    return Post.objects.visible_to(user).filter(attachments__upload=upload).exists()
