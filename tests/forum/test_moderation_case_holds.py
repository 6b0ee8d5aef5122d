"""Case studies that are held, before moderators: let through with a reason, or given back."""

import pytest
from django.urls import reverse

from casestudies.actions.holding import ask_to_lift
from casestudies.actions.writing import save
from casestudies.models import Authorship
from forum.actions.moderation import content
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.deciding import OwnContent, StaleDecision, Why, WordsMissing
from forum.models import ReviewItem
from forum.permissions.moderation import may_decide
from forum.queries.moderation import queue
from safety.models import AuditEntry
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import administrator, member, moderator
from tests.forum.reviewed import latest

pytestmark = pytest.mark.django_db
WHY = "The number is the one that the NHS gives as an example."
BECAUSE = Why(words="It is the example of the NHS.")


def asked():
    """Return the review of a held draft whose author asks to have it let through, and the author."""
    case = whole_case()
    author = case.authorships.get().person
    case = save(case=case, by=author, version=case.version, fields={"done": PATIENT})
    ask_to_lift(case=case, by=author, words=WHY)
    return ReviewItem.objects.get(case_study=case), author


def fresh(item):
    return type(item.case_study).objects.get(pk=item.case_study_id)


def test_what_is_asked_comes_first_and_says_why(client):
    item, _ = asked()
    by = moderator()
    client.force_login(by)

    page = client.get(item.get_absolute_url()).content.decode()

    assert queue(user=by).first() == item
    assert (item.is_waiting, item.because) == (True, "patient data")
    assert WHY in page
    assert PATIENT in page
    assert "Lift the hold" in page


def test_lifted_its_author_is_told_and_the_reason_is_in_the_log():
    item, author = asked()
    by = moderator()

    event = content.keep(**latest(item), by=by, why=BECAUSE)

    entry = AuditEntry.objects.get(act="override hold")
    assert (event.act, fresh(item).held_because, fresh(item).state) == ("lifted", "", "draft")
    assert (entry.by, entry.about, entry.reason) == (by.pk, f"casestudy:{item.case_study_id}", BECAUSE.words)
    assert fresh(item).events.get(act="lifted").words == BECAUSE.words
    assert author.notices.first().subject.endswith("is held no longer: you can send it in")
    assert not ReviewItem.objects.get(pk=item.pk).is_waiting


def test_no_hold_is_lifted_without_a_reason(client):
    item, _ = asked()
    by = moderator()

    with pytest.raises(WordsMissing):
        content.keep(**latest(item), by=by, why=Why())

    client.force_login(by)
    address = reverse("moderation-decide", args=[item.pk, "keep"])
    page = client.post(address, {"version": item.version, "words": ""}).content.decode()
    assert "Say why no patient can be identified." in page
    assert fresh(item).held_because == "patient data"


def test_nobody_lifts_a_hold_of_what_they_write():
    item, _ = asked()
    by = moderator()
    Authorship.objects.create(case=item.case_study, person=by)

    with pytest.raises(OwnContent):
        content.keep(**latest(item), by=by, why=BECAUSE)


@pytest.mark.parametrize(
    ("made", "may"),
    [(member, False), (lead, False), (moderator, True), (administrator, True)],
    ids=["member", "lead", "moderator", "administrator"],
)
def test_who_may_lift_a_hold(client, made, may):
    item, _ = asked()
    by = made()
    client.force_login(by)

    sent = {"version": item.version, "words": BECAUSE.words}
    answer_code = client.post(reverse("moderation-decide", args=[item.pk, "keep"]), sent).status_code

    assert may_decide(by, ReviewItem.objects.get(pk=item.pk)) == may
    assert answer_code == (302 if may else 403)
    assert fresh(item).held_because == ("" if may else "patient data")


@pytest.mark.parametrize("text", [f"{PATIENT} Again.", "Nothing."], ids=["held still", "held no more"])
def test_what_is_changed_meanwhile_is_not_let_through_unread(text):
    item, author = asked()
    before = latest(item)
    case = fresh(item)

    case = save(case=case, by=author, version=case.version, fields={"done": text})

    assert not ReviewItem.objects.get(pk=item.pk).is_waiting
    with pytest.raises(StaleDecision):
        content.keep(**before, by=moderator(), why=BECAUSE)
    assert case.held_because == ("patient data" if "Again" in text else "")


def test_given_back_its_authors_are_told_and_may_ask_again():
    item, author = asked()

    content.return_for_changes(
        **latest(item), by=moderator(), why=Why(reason="patient", words="Take it out.")
    )

    assert (fresh(item).state, fresh(item).held_because) == ("returned", "patient data")
    assert not ReviewItem.objects.get(pk=item.pk).is_waiting
    ask_to_lift(case=fresh(item), by=author, words=WHY)
    assert ReviewItem.objects.get(pk=item.pk).is_waiting
    content.return_for_changes(**latest(item), by=moderator(), why=Why(reason="patient", words="Still."))
    assert fresh(item).events.filter(act="returned").count() == 2


def test_an_upheld_appeal_lifts_the_hold_of_what_was_read():
    item, author = asked()
    event = content.return_for_changes(
        **latest(item), by=moderator(), why=Why(reason="patient", words="Take it out.")
    )

    made = appeal(decision=event, by=author, words="It is an example.")
    answer(**_answered(made, item), by=moderator())

    assert fresh(item).held_because == ""


def _answered(made, item):
    return {
        "appeal": made,
        "version": ReviewItem.objects.get(pk=item.pk).version,
        "is_upheld": True,
        "words": "Yes.",
    }
