"""What the forum keeps about a person: their part of what they may download."""

from uuid import UUID

from django.utils import timezone

from accounts.actions.closing import when_closing
from accounts.models import User
from accounts.personal_data import part_of_export, says_what_files_belong_to
from forum.models import Attachment, ChartKept, FeedToken, Link, QuietHours, ReviewEvent, Revision


@when_closing
def names_taken_away(user: User) -> int:
    """Erase what the record keeps of a person's name; returns how many rows held something."""
    return ReviewEvent.objects.filter(item__person=user).erase(timezone.now())


@when_closing
def reading_forgotten(user: User) -> None:
    """Forget what a person read, followed, watched for, bookmarked and compared with: nobody else has any use of it."""
    own = (user.read_up_to, user.all_read, user.watches, user.figure_watches, user.bookmarks, user.own_peers)
    for rows in own:
        rows.all().delete()


@when_closing
def drafts_forgotten(user: User) -> None:
    """Forget what a person had begun to write, and that others named them. Their thanks stay, without their name."""
    for rows in (user.drafts, user.mentions):
        rows.all().delete()


@when_closing
def notifications_forgotten(user: User) -> None:
    """Forget what a person was told of, when they wanted to be left in peace, and what opens their feeds."""
    user.notifications.all().delete()
    QuietHours.objects.filter(person=user).delete()
    FeedToken.objects.filter(person=user).delete()


@part_of_export("told_of_posts")
def told_of_posts(user: User) -> list[dict]:
    """Return what a person was told of on the site."""
    fields = ("kind", "post__thread_id", "post__number", "at", "read_at")
    return list(user.notifications.order_by("pk").values(*fields))


@part_of_export("quiet_hours")
def quiet_hours(user: User) -> list[dict]:
    return list(QuietHours.objects.filter(person=user).values("starts", "ends"))


@part_of_export("feeds")
def feeds(user: User) -> list[dict]:
    """Return when a person made the address of their feeds; the secret in it is not kept."""
    return list(FeedToken.objects.filter(person=user).values("made_at"))


@part_of_export("drafts")
def drafts(user: User) -> list[dict]:
    """Return what a person has begun to write and not posted."""
    return list(user.drafts.order_by("pk").values("thread__title", "title", "text", "fields", "saved_at"))


@part_of_export("reactions")
def reactions(user: User) -> list[dict]:
    """Return what a person said of posts with a click."""
    return list(user.reactions.order_by("pk").values("post__thread_id", "post__number", "kind", "at"))


@part_of_export("mentions")
def mentions(user: User) -> list[dict]:
    """Return the posts that name a person."""
    return list(user.mentions.order_by("pk").values("post__thread_id", "post__number"))


@part_of_export("reading")
def reading(user: User) -> dict[str, list[dict]]:
    """Return up to where a person has read threads, and until when all of categories or of the forum."""
    return {
        "threads": list(user.read_up_to.order_by("pk").values("thread_id", "number", "at")),
        "categories": list(user.all_read.order_by("pk").values("category__name", "until")),
    }


@part_of_export("followed")
def followed(user: User) -> list[dict]:
    """Return what a person follows and how closely."""
    of = ("thread_id", "category__name", "tag__name", "area__name", "measure", "technology__name")
    return list(user.watches.order_by("pk").values("level", "since", *of))


@part_of_export("figures_watched")
def figures_watched(user: User) -> list[dict]:
    """Return what a person watches for in figures; what they were told of it is among their notices."""
    of = ("what", "area__code", "measure", "treatment_function", "value")
    return list(user.figure_watches.order_by("pk").values(*of, "is_paused", "checked_month", "since"))


@part_of_export("bookmarks")
def bookmarks(user: User) -> list[dict]:
    """Return the posts that a person bookmarked, with their own notes."""
    fields = ("post__thread_id", "post__number", "note", "remind_at", "reminded_at", "made_at")
    return list(user.bookmarks.order_by("pk").values(*fields))


@part_of_export("own_peers")
def own_peers(user: User) -> list[dict]:
    """Return the areas that a person keeps in groups to compare with."""
    return list(user.own_peers.order_by("pk", "areas__code").values("name", "areas__code", "changed_at"))


@when_closing
def choices_forgotten(user: User) -> None:
    """Forget what a person chose in polls: what is left says nothing of anybody."""
    user.votes.all().delete()


@part_of_export("choices")
def choices(user: User) -> list[dict]:
    """Return what a person chose in polls."""
    fields = ("option__poll__thread__title", "option__words", "at")
    return list(user.votes.order_by("pk").values(*fields))


@part_of_export("started")
def started(user: User) -> list[dict]:
    """Return what the threads that a person started are, and what their events and polls say."""
    fields = ("title", "kind", "category__name", "event__starts_at", "event__place", "event__address")
    threads = user.threads.order_by("pk").prefetch_related("tags", "poll__options")
    return [
        row
        | {
            "tags": sorted(tag.name for tag in one.tags.all()),
            "options": [option.words for option in one.poll.options.all()] if hasattr(one, "poll") else [],
        }
        for one, row in zip(threads, user.threads.order_by("pk").values(*fields), strict=True)
    ]


@part_of_export("discussions")
def discussions(user: User) -> list[dict]:
    """Return all that a person posted, held and removed too."""
    fields = ("thread__title", "number", "text", "state", "created_at", "published_at")
    return list(user.posts.order_by("pk").values(*fields))


@part_of_export("charts")
def charts(user: User) -> list[dict]:
    """Return the charts from which a person started discussions: what each showed, where, of which figures, when."""
    fields = ("thread__title", "finding", "address", "figures", "kept_at")
    return list(ChartKept.objects.filter(thread__author=user).order_by("thread").values(*fields))


@part_of_export("about")
def about(user: User) -> list[dict]:
    """Return what a person's discussions are about besides their main subject."""
    fields = (
        "thread__title",
        "area__code",
        "measure",
        "treatment_function",
        "case_study",
        "technology__slug",
    )
    return list(Link.objects.filter(thread__author=user).order_by("pk").values(*fields))


@says_what_files_belong_to
def files_of_posts(user: User) -> dict[UUID, str]:
    """Return the post that each of a person's files hangs on."""
    hung = Attachment.objects.filter(upload__owner=user)
    rows = hung.values_list("upload_id", "post__number", "post__thread__title", "caption")
    return {
        key: f"post {number} of the discussion “{title}”"
        + (f", where you said “{caption}”" if caption else "")
        for key, number, title, caption in rows
    }


@part_of_export("versions")
def versions(user: User) -> list[dict]:
    """Return the versions of their own posts that they wrote themselves, not what others made of them."""
    written = Revision.objects.filter(post__author=user, by=user).order_by("pk")
    return list(written.values("post_id", "number", "title", "text", "at", "note"))


@part_of_export("reports")
def reports(user: User) -> list[dict]:
    """Return what a person reported to moderators, and what came of it."""
    return list(
        user.reports_made.order_by("pk").values("reason", "words", "outcome", "made_at", "decided_at")
    )


@part_of_export("appeals")
def appeals(user: User) -> list[dict]:
    """Return a person's appeals against decisions, and how they were answered."""
    fields = ("words", "state", "answer", "made_at", "answered_at")
    return list(user.appeals.order_by("pk").values(*fields))
