"""Questions to the authors of a case study: they are told on the site, and by letter as often as they chose."""

from accounts.actions.telling import tell
from casestudies.queries.lives import authors_of
from forum.models import Post

QUESTION = "Somebody asks about your case study"


def tell_of_question(post: Post) -> None:
    """Tell authors of a thread about their case study once others read what opens it; nobody of their own."""
    case = post.thread.case_study
    if case is None or not post.is_opening or post.state != Post.State.PUBLISHED:
        return
    for author in authors_of(case).exclude(pk=post.author_id):
        text = "Members read the question in the forum. You can answer there."
        tell(author, QUESTION, text, address=post.thread.get_absolute_url(), by_letter=False)
