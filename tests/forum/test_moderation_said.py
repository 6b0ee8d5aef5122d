"""What is decided is said in full to whoever decided it, and those it keeps from something are led to the rules."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Notice, Restriction
from forum.actions.moderation import appealing, content, people
from forum.models import Post, Reason, ReviewEvent
from forum.presenters.moderation.done import SAID
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from tests.factories import adoption, case_study, member, moderator, signed_in, thread
from tests.forum.reviewed import SECRET, WHY, hidden, latest, reported, thread_reported, waiting
from tests.forum.test_moderation_pages import decided

pytestmark = pytest.mark.django_db
RULES = "/rules/"


def said(item, act: str, **sent) -> str:
    """Take a decision as a moderator; return what the page says then."""
    client = signed_in(moderator())
    answered = decided(client, item, act, **sent)
    assert answered.status_code == 302, answered.text
    (message,) = [str(one) for one in get_messages(answered.wsgi_request)]
    return message


def test_every_act_that_is_decided_has_its_words():
    own = {"opened", "reported", "appealed", "settled", "reviewed", "proposed"}
    assert set(SAID) == set(ReviewEvent.Act) - own


@pytest.mark.parametrize(
    ("act", "sent", "words"),
    [
        ("keep", {}, "The post is approved: others can read it from now on. Its author is told."),
        ("hide", {}, "The post is hidden: only its author and moderators see it. Its author is told."),
        ("return", {}, "The post is returned to its author for changes"),
        ("remove", {}, "The post is removed: only moderators see it"),
        ("edit", {"text": "So.", "note": "Clearer"}, "Your change of the post is saved: readers see it"),
        ("split", {"title": "Knives"}, "The post is a thread of its own now. Its old address leads there."),
        ("warn", {}, "The warning is sent. The review stays open."),
        (
            "silence",
            {"days": "0"},
            "The author is silenced: they can read but not write. Until further notice.",
        ),
        ("suspend", {"days": "0"}, "The author is suspended: they cannot sign in. Until further notice."),
    ],
)
def test_a_decision_about_a_post_is_said_in_full(act, sent, words):
    assert words in said(waiting(), act, **sent)


def test_those_who_reported_are_said_to_be_told():
    assert said(reported(), "keep") == "The post stays as it is. Those who reported it are told."
    assert said(reported(), "hide").endswith("Its author and those who reported it are told.")


def test_a_move_says_from_where_to_where_in_words():
    measure, function = MEASURES["within-18-weeks"].title, TREATMENT_FUNCTIONS["C_110"]

    words = said(thread_reported(), "move", area="", measure="within-18-weeks", function="C_110")

    assert f"The thread is moved. From nothing in particular to {measure}, {function}." in words


@pytest.mark.parametrize("target", ["case_study", "adoption"])
def test_what_was_hidden_of_practice_is_said_to_be_as_before(target):
    made = {"case_study": case_study, "adoption": adoption}[target](state="published")
    item = reported(**{target: made})
    content.hide(**latest(item), by=moderator(), why=WHY)

    kind = "case study" if target == "case_study" else "adoption record"
    assert f"The {kind} is shown again as it was before." in said(item, "keep")


def test_a_reply_whose_thread_is_not_shown_is_not_said_to_be_read():
    of = thread()
    item = waiting(state="held")
    Post.objects.filter(pk=item.post_id).update(thread=of, number=2)
    of.posts.get(number=1).put("removed")

    assert "Its thread is not shown" in said(item, "keep")


def test_a_name_is_called_a_name():
    item = reported(person=member(name="Best Consultant"), reason=Reason.INAPPROPRIATE)

    words = said(item, "remove", reason="no name")

    assert words.startswith("The name is taken away: the person is nameless until they enter another.")
    assert "The person and those who reported it are told." in words


def test_no_title_and_no_name_is_in_what_is_said():
    author = member(name="Ada Author")
    item = waiting(author=author, is_opening=True)

    words = said(item, "keep")

    assert SECRET not in words
    assert "Ada" not in words


@pytest.mark.parametrize(
    ("is_upheld", "words"),
    [
        ("yes", "The appeal is upheld: the decision is overturned. Others can read it again."),
        ("no", "The appeal is refused: the decision stands."),
    ],
)
def test_the_answer_to_an_appeal_is_said_in_full(is_upheld, words):
    decision = hidden()
    appealing.appeal(decision=decision, by=decision.about, words="No.")
    version = latest(decision.item)["version"]

    answered = signed_in(moderator()).post(
        reverse("moderation-answer", args=[decision.item_id]),
        {"version": version, "is_upheld": is_upheld, "words": "We looked again."},
        follow=True,
    )

    assert words in answered.text
    assert "Its author is told." in answered.text


# The rules


@pytest.mark.parametrize("act", [people.silence, people.suspend])
def test_who_is_kept_from_something_is_led_to_the_rules(act):
    item = reported()

    act(**latest(item), by=moderator(), why=WHY, until=None)

    told = Notice.objects.filter(user=item.author)
    assert told
    assert all(RULES in one.text for one in told)


def test_the_pages_of_who_is_silenced_and_suspended_lead_to_the_rules(client):
    silenced = member()
    Restriction.objects.create(user=silenced, kind="silence", reason="Rude")
    made = thread()

    page = signed_in(silenced).get(made.get_absolute_url()).text

    silence = page[page.index("You can read but not write") :]
    assert f'href="{RULES}"' in silence[: silence.index("</div>")]
