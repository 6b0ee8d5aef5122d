"""Details of a thread that two people change at once, and that staff change: nothing is lost, its author is told."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from forum.actions.details import DetailsChangedMeanwhile, marks_of
from forum.actions.kinds import Details, EventAsked, PollAsked, change_details, details_of
from forum.actions.links import change_links
from forum.models import Category, Thread
from forum.models.links import About
from metrics.models import Area
from tests.accounts.outbox import deliver
from tests.factories import member, moderator, poll, signed_in, tagged, thread, trusted

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Thread:
    found = thread(trusted(member(name="Ann Author")), category=Category.objects.get(slug="theatres"))
    tagged(found, "hubs")
    return found


@pytest.fixture
def when() -> EventAsked:
    starts = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    return EventAsked(starts, starts + timedelta(hours=1), "York")


def changed_by_a_moderator(found: Thread, **fields) -> None:
    details = Details(**vars(now(found)) | fields)
    change_details(thread=found, by=moderator(name="Mo Moderator"), details=details, reason="It fits better.")


def opened(client, address: str) -> dict[str, str]:
    """Return what the form of a page would send, unchanged."""
    shown = client.get(address)
    form = shown.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent["began"] = re.search(r'name="began" value="([^"]*)"', shown.text)[1]
    return {name: value for name, value in sent.items() if value is not None}


def address_of(found: Thread) -> str:
    return reverse("thread-details", args=[found.pk])


def now(found: Thread) -> Details:
    return details_of(Thread.objects.get(pk=found.pk))


def test_what_both_changed_is_not_written_over_and_both_are_shown(made):
    client, address = signed_in(made.author), address_of(made)
    sent = opened(client, address)
    changed_by_a_moderator(made, tags=("day surgery",))

    clashed = client.post(address, sent | {"tags": "late lists"})

    assert clashed.status_code == 409
    assert "This was changed while you wrote" in clashed.text
    assert "day surgery</dd>" in clashed.text
    assert 'value="late lists"' in clashed.text
    assert now(made).tags == ("day surgery",)
    again = re.search(r'name="began" value="([^"]*)"', clashed.text)[1]
    assert client.post(address, sent | {"tags": "late lists", "began": again}).status_code == 302
    assert now(made).tags == ("late lists",)


def test_what_only_one_of_both_changed_is_kept(made):
    client, address = signed_in(made.author), address_of(made)
    sent = opened(client, address)
    changed_by_a_moderator(made, category=Category.objects.get(slug="workforce"), kind="question")

    assert client.post(f"{address}?kind=discussion", sent | {"tags": "late lists"}).status_code == 302

    after = now(made)
    assert (after.kind, after.category.slug, after.tags) == ("question", "workforce", ("late lists",))


def test_what_both_made_alike_is_no_clash(made):
    client, address = signed_in(made.author), address_of(made)
    sent = opened(client, address)
    changed_by_a_moderator(made, tags=("day surgery",))

    assert client.post(address, sent | {"tags": "Day  Surgery"}).status_code == 302


def test_the_page_sends_along_which_kind_it_was_opened_for(made):
    shown = signed_in(made.author).get(f"{address_of(made)}?kind=question")

    assert 'action="?kind=question"' in shown.text


def test_an_event_that_became_none_meanwhile_is_not_forgotten(made, when):
    change_details(thread=made, by=made.author, details=Details("event", event=when))
    began = marks_of(now(made))
    changed_by_a_moderator(made, kind="discussion", event=None)

    moved = Details("event", event=EventAsked(when.starts_at, when.ends_at, "Leeds"))
    with pytest.raises(DetailsChangedMeanwhile) as changed:
        change_details(thread=made, by=made.author, details=moved, began=began)

    assert changed.value.parts == ["event"]
    assert now(made).event is None


def test_options_of_a_poll_are_shown_as_they_are_now(made):
    Thread.objects.filter(pk=made.pk).update(kind="poll")
    poll(made, "Seven", "Eight")
    client, address = signed_in(made.author), address_of(made)
    sent = opened(client, address)
    changed_by_a_moderator(made, poll=PollAsked(("Six", "Nine")))

    clashed = client.post(address, sent | {"options": "Seven\nTen"})

    assert "Six / Nine (people choose one, stays open)" in clashed.text
    assert "Seven\nTen</textarea>" in clashed.text


def test_what_others_linked_and_took_away_meanwhile_stays_so(made):
    urology, leeds = About(function="C_101"), About(Area.objects.get(code="15F"))
    dermatology = About(function="C_330")
    change_links(thread=made, by=made.author, things=[urology])
    client, address = signed_in(made.author), reverse("thread-about", args=[made.pk])
    began = opened(client, address)["began"]
    change_links(thread=made, by=moderator(), things=[leeds])

    client.post(address, {"about_too": "Urology\nDermatology", "began": began})

    assert {link.about for link in made.about_too.all()} == {leeds, dermatology}


@pytest.mark.parametrize("change", ["tags", "links"])
def test_the_author_is_told_what_staff_changed(made, change):
    if change == "tags":
        changed_by_a_moderator(made, tags=(), kind="question")
        text = "A moderator changed what kind of thread it is, and its tags.\n\nWhy: It fits better."
    else:
        change_links(thread=made, by=moderator(), things=[About(function="C_101")])
        text = "A moderator changed what it is about."

    notice = Notice.objects.get(user=made.author)
    assert (notice.subject, notice.text) == ("A moderator changed the details of your thread", text)
    assert notice.address == made.get_absolute_url()
    deliver()
    assert made.title not in "".join(letter.subject + letter.body for letter in mail.outbox)
    assert [letter.to for letter in mail.outbox] == [[made.author.email]]


def test_nobody_is_told_of_their_own_change_or_of_none(made):
    change_details(thread=made, by=made.author, details=Details(tags=("lists",)))
    changed_by_a_moderator(made)
    change_links(thread=made, by=made.author, things=[About(function="C_101")])

    assert list(Notice.objects.values_list("user__name", "text")) == []
