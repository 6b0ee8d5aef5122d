"""What is erased for good is nowhere: not in the database, not on the disk, not in what others began."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from forum.actions.attaching import attach
from forum.actions.discussions import edit_post
from forum.actions.drafts import keep_draft
from forum.actions.moderation import appealing, content, merging, people, threads
from forum.actions.moderation.deciding import NotFromHere, Why
from forum.actions.moderation.erasing import approve
from forum.actions.quoting import quotation
from forum.actions.refusals import PostErased
from forum.actions.reporting import report
from forum.models import (
    ChartKept,
    Draft,
    Event,
    Poll,
    PollOption,
    Post,
    Reason,
    ReviewEvent,
    ReviewItem,
    Tag,
    Thread,
    Vote,
)
from safety.models import AuditEntry, Upload
from tests.factories import chart_kept, member, moderator, poll, post, tagged, thread, trusted
from tests.forum.erasing import decide, erased, places_of, proposed
from tests.forum.reviewed import SECRET, WHY, latest, opened, waiting
from tests.safety.made_files import picture
from tests.safety.test_uploads import sent as uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def stored_bytes(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def full_of_it(author, stored: Path) -> ReviewItem:
    """Return the review of the first post of a merged thread: the secret is wherever a text can be kept."""
    trusted(author)
    left = thread(author, title=f"{SECRET}?", text=f"{SECRET} slow us down.")
    written = left.posts.get()
    attach(post=written, file=uploaded(picture(), f"{SECRET}.png"), by=author)
    edit_post(post=written, by=author, text=f"{SECRET} slow us all down.", title=f"{SECRET}!", note=SECRET)
    item = report(by=member(), reason=Reason.SPAM, words=f"It says {SECRET}", thread=left).item
    why = Why(reason=Reason.OFF_TOPIC, words=f"“{SECRET}” is rude", private_note=f"{SECRET} again")
    warned = people.warn(**latest(item), by=moderator(), why=why)
    people.silence(**latest(item), by=moderator(), why=why, until=None)
    made = appealing.appeal(decision=warned, by=author, words=f"{SECRET} is fair")
    appealing.answer(
        appeal=made,
        by=moderator(),
        version=latest(item)["version"],
        is_upheld=False,
        words=f"{SECRET} is not",
    )
    content.edit(
        **latest(item),
        by=moderator(),
        why=why,
        title=f"{SECRET}.",
        text=f"{SECRET} slow.",
        note=f"{SECRET} cut",
    )
    merging.merge(**latest(item), by=moderator(), why=WHY, into=thread(title="Theatres"))
    written.refresh_from_db()
    return report(by=member(), reason=Reason.PATIENT, words=SECRET, post=written).item


def test_no_column_of_the_database_and_no_file_keeps_what_was_erased(stored):
    author = member()
    item = full_of_it(author, stored)
    made = proposed(item, words=f"See {SECRET}")
    before = places_of(SECRET)
    assert {
        *("forum_post.text", "forum_post.html", "forum_post.edit_note", "forum_thread.title"),
        *("forum_revision.text", "forum_revision.title", "forum_revision.note"),
        *("forum_report.words", "forum_reviewevent.words", "forum_reviewevent.private_note"),
        *("forum_reviewevent.facts", "forum_appeal.words", "forum_appeal.answer", "forum_erasure.words"),
        *("accounts_notice.subject", "accounts_notice.text"),
        *("accounts_restriction.reason", "accounts_restriction.private_note"),
        "safety_upload.name",
    } <= {*before}
    assert len(stored_bytes(stored)) > 0

    with transaction.atomic():
        decide(approve, made)

    # What moderators gave as reasons is in the log that nobody can change: the page says so.
    assert places_of(SECRET) == ["safety_auditentry.reason"]
    assert not Upload.objects.exists()
    erasing = AuditEntry.objects.filter(act__in=["propose erasure", "erase"])
    assert not [one for one in erasing if SECRET in f"{one.reason}{one.details}{one.about}"]
    assert not LogEntry.objects.exists()


def test_the_poll_the_event_the_chart_and_the_tags_go_with_what_opens_their_thread():
    other = thread(title="Theatres")
    shared, of_other = tagged(other, "theatres"), tagged(other, "mondays")
    for kind in ("poll", "event"):
        item = waiting("published", is_opening=True)
        started = item.post.thread
        started.tags.add(shared)
        tagged(started, SECRET)
        chart_kept(started, finding=f"{SECRET} grow")
        if kind == "poll":
            chosen = poll(started, "Yes", f"{SECRET}, yes").options.last()
            Vote.objects.create(option=chosen, person=member())
        else:
            now = timezone.now()
            place = {"place": SECRET, "address": f"https://example.org/?{SECRET}"}
            Event.objects.create(thread=started, starts_at=now, ends_at=now, **place)
        assert {"forum_tag.name", "forum_chartkept.finding"} < {*places_of(SECRET)}

        erased(item)

        assert places_of(SECRET) == []
        assert [*started.tags.all()] == []
    assert not any(model.objects.exists() for model in (Poll, PollOption, Vote, Event, ChartKept))
    assert {*other.tags.all()} == {shared, of_other} == {*Tag.objects.all()}


def test_tags_that_went_along_by_a_merge_go_and_those_of_the_other_thread_stay():
    item = waiting("published", is_opening=True)
    tagged(item.post.thread, SECRET)
    into = thread(title="Theatres")
    for one in (into, item.post.thread):
        shared = tagged(one, "theatres")
    merging.merge(
        **latest(report(by=member(), reason=Reason.SPAM, thread=item.post.thread).item),
        by=moderator(),
        why=WHY,
        into=into,
    )
    assert into.tags.count() == 2

    erased(item)

    assert [*into.tags.all()] == [shared] == [*Tag.objects.all()]
    assert places_of(SECRET) == []


def test_tags_of_a_thread_merged_twice_in_a_row_stay_in_neither_and_what_these_had_themselves_does():
    item = waiting("published", is_opening=True)
    began, middle, last = item.post.thread, thread(title="Theatres"), thread(title="Starts")
    tagged(began, SECRET)
    of_middle, of_last = tagged(middle, "hubs"), tagged(last, "lists")
    tagged(began, "hubs"), tagged(began, "lists")
    for left, into in ((began, middle), (middle, last)):
        reviewed = report(by=member(), reason=Reason.SPAM, thread=left).item
        merging.merge(**latest(reviewed), by=moderator(), why=WHY, into=into)
    assert middle.tags.count() == last.tags.count() == 3

    erased(item)

    assert [*middle.tags.all()] == [of_middle]
    assert {*last.tags.all()} == {of_middle, of_last} == {*Tag.objects.all()}
    assert places_of(SECRET) == []


def test_a_reply_alone_takes_nothing_of_its_thread_with_it():
    item = waiting("published")
    kept = [tagged(item.post.thread, "theatres")]
    asked = poll(item.post.thread)

    erased(item)

    assert [*item.post.thread.tags.all()] == kept
    assert asked.options.count() == 2


def test_what_people_have_begun_keeps_no_quote_of_it_and_all_else():
    item, begun = waiting("published", text=f"{SECRET} slow us down.\n\n{SECRET} again."), member()
    other = post(item.post.thread, text="So did we.")
    kept = quotation(other)
    keep_draft(
        by=begun,
        thread=item.post.thread,
        text=f"Before it.\n\n{quotation(item.post)}\n\nAbout that.\n\n{kept}\n",
    )
    keep_draft(by=member(), thread=item.post.thread, text=quotation(item.post))

    erased(item)

    assert [one.text for one in Draft.objects.all()] == [f"Before it.\n\n\nAbout that.\n\n{kept}\n"]
    assert places_of(SECRET) == []


@pytest.mark.django_db(transaction=True)
def test_files_go_from_the_disk(stored):
    author = trusted(member())
    written = post(thread(author), author)
    attach(post=written, file=uploaded(picture(), "Zebra.png"), by=author)
    assert stored_bytes(stored)

    erased(opened(written))

    assert stored_bytes(stored) == b""


def test_a_scan_finds_nothing_afterwards(capsys):
    item = waiting(because="patient data", text="NHS number 943 476 5919", is_opening=True)
    author = item.post.author
    edit_post(post=item.post, by=author, text="His NHS number is 943 476 5919")
    with pytest.raises(Exception, match="about a patient"):
        call_command("scan_content")

    erased(item)

    call_command("scan_content")
    assert " 0 findings would be held" in capsys.readouterr().out


def test_other_words_stay(stored):
    author = trusted(member())
    started = thread(author, title="Theatres")
    kept, written = post(started, author, text="Another"), post(started, author, text=SECRET)
    attach(post=kept, file=uploaded(picture(), "plan.png"), by=author)
    edit_post(post=kept, by=author, text="Another one")
    other = content.hide(**latest(opened(kept)), by=moderator(), why=WHY)

    erased(opened(written))

    kept.refresh_from_db()
    assert (kept.text, kept.attachments.count()) == ("Another one", 1)
    assert {one.text for one in kept.revisions.all()} == {"Another", "Another one"}
    assert ReviewEvent.objects.get(pk=other.pk).words == WHY.words
    assert Thread.objects.get(pk=started.pk).title == "Theatres"
    assert Notice.objects.filter(text__contains=WHY.words).exists()


def test_nothing_is_added_to_what_is_erased(stored):
    item = waiting("published")
    erased(item)
    author = item.post.author

    with pytest.raises(PostErased):
        edit_post(post=item.post, by=author, text="Here again")
    with pytest.raises(PostErased):
        attach(post=item.post, file=uploaded(picture(), "plan.png"), by=author)
    with pytest.raises(IntegrityError, match="erased_post_holds_no_words"), transaction.atomic():
        Post.objects.filter(pk=item.post_id).update(text="Here again")


@pytest.mark.parametrize(
    "act",
    [content.keep, content.hide, content.return_for_changes, content.remove, content.ignore, threads.split],
)
def test_nothing_else_becomes_of_what_is_erased(act):
    item = waiting("published")
    erased(item)
    more = {"title": "Start times"} if act == threads.split else {}

    with pytest.raises(NotFromHere):
        act(**latest(item), by=moderator(), why=WHY, **more)


# The pages


def test_every_model_with_words_is_known_to_erasing():
    """A model that is added to the forum with words about posts must be thought of when something is erased."""
    known = {
        *("Appeal", "Attachment", "Erasure", "Merge", "Post", "Report", "ReviewEvent", "ReviewItem"),
        *("Revision", "Thread"),
        # What a thread has besides posts goes with its opening; of drafts what quotes the post.
        *("ChartKept", "Draft", "Event", "Link", "Poll", "PollOption", "Tag", "Vote"),
        "OwnPeers",  # a name for areas, shown to nobody else
        *("FigureWatch", "FigureTold"),  # numbers, months and what was told, without a title
        "Bookmark",  # its note: a person's own words, shown to them alone
        # Numbers, places and times; words that nobody wrote in a post.
        *("Before", "Category", "FormerPlace", "WatchedWord"),
        *(
            "AllRead",
            "Ask",
            "FeedToken",
            "Mention",
            "Notification",
            "QuietHours",
            "Reaction",
            "ReadUpTo",
            "Watch",
        ),
    }
    assert {model.__name__ for model in apps.get_app_config("forum").get_models()} <= known
