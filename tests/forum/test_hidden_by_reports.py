"""What a report hides at once: its author is told, with what happens next."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Notice, User
from casestudies.models import Authorship
from forum.actions.moderation import content
from forum.actions.reporting import report
from forum.models import Post, Reason
from tests.accounts.outbox import deliver
from tests.casestudies.adopting import lead, recorded, step
from tests.factories import case_study, member, moderator, post, signed_in, technology, thread, trusted
from tests.forum.reviewed import SECRET, WHY, latest
from tests.published import APRIL

pytestmark = pytest.mark.django_db


def hides(**target) -> User:
    """Report something as a patient's; return who did."""
    flagger = member(name="Flo Flagger")
    report(by=flagger, reason=Reason.PATIENT, words="See line two.", **target)
    return flagger


def test_the_author_is_told_what_is_hidden_why_and_what_happens_next(django_capture_on_commit_callbacks):
    author = trusted(member())
    written = post(thread(title="Late starts"), author, text=f"{SECRET} in bay two.")

    with django_capture_on_commit_callbacks(execute=True):
        flagger = hides(post=written)
    deliver()

    (told,) = Notice.objects.filter(user=author)
    assert told.subject == "Your post 2 of “Late starts” was hidden"
    for words in (
        "Patient or member of the public could be identified",
        "Nobody has decided anything yet",
        "A moderator looks at it next",
        "you are told",
        reverse("rules"),
    ):
        assert words in told.text
    assert "appeal" not in told.text
    (sent,) = [one for one in mail.outbox if one.to == [author.email]]
    assert reverse("moderation-mine") in sent.body
    for private in (flagger.public_name, "See line two.", SECRET):
        assert private not in f"{sent.subject} {sent.body} {told.subject} {told.text}"


def test_the_author_is_told_once_however_many_report_it():
    author = trusted(member())
    written = post(thread(), author)

    for _ in range(3):
        hides(post=written)

    assert Notice.objects.filter(user=author).count() == 1


def test_a_thread_that_is_hidden_is_not_named_by_its_title():
    author = trusted(member())
    made = thread(author, title=f"{SECRET}?")

    hides(thread=made)

    assert Post.objects.get(thread=made).state == "hidden"
    assert SECRET not in Notice.objects.get(user=author).subject


@pytest.mark.parametrize("reason", [Reason.SPAM, Reason.ILLEGAL, Reason.MESSAGE])
def test_a_report_that_hides_nothing_tells_its_author_nothing(reason):
    written = post(thread(), trusted(member()))

    report(by=member(), reason=reason, post=written)

    assert not Notice.objects.filter(user=written.author).exists()


def test_all_authors_of_a_case_study_are_told_and_who_recorded_adoption():
    first, second = member(), member()
    made = case_study(first, state="published")
    Authorship.objects.create(case=made, person=second)
    recorder = lead("QWO")
    record = recorded(recorder, "03R", of=technology(), first=step("adopted", APRIL))

    hides(case_study=made)
    hides(adoption=record)

    for person in (first, second, recorder):
        (told,) = Notice.objects.filter(user=person)
        assert "was hidden" in told.subject
        assert "A moderator looks at it next" in told.text


def test_what_the_moderator_then_decides_is_told_too():
    author = trusted(member())
    written = post(thread(), author)
    hides(post=written)

    content.keep(**latest(written.review), by=moderator(), why=WHY)

    assert "can be read by others" in Notice.objects.filter(user=author).latest("pk").subject


def test_the_page_of_decisions_says_what_happens_next():
    author = trusted(member())
    hides(post=post(thread(), author))

    page = signed_in(author).get(reverse("moderation-mine")).text

    assert "Patient or member of the public could be identified" in page
    assert "A moderator looks at it next" in page
