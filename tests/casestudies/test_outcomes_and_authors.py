"""The outcomes that a case study claims, and who writes it."""

import json

import pytest
from django.core import mail
from django.urls import reverse

from casestudies.actions.outcomes import content
from casestudies.models import Authorship, CaseStudy, Outcome
from safety.models import AuditEntry
from tests.casestudies.test_writing import PATIENT, fresh, two_authors, without_marks
from tests.factories import case_study, member, outcome, signed_in, verified

pytestmark = pytest.mark.django_db
CLAIM = {
    "claim": "More are seen in time.",
    "measure": "median-wait",
    "area": "Wakefield",
    "treatment_function": "C_120",
    "starts": "April 2024",
    "role": "outcome",
}


def outcomes(case: CaseStudy) -> str:
    return reverse("case-study-outcomes", args=[case.pk])


def one(made: Outcome) -> str:
    return reverse("case-study-outcome", args=[made.case_id, made.pk])


def as_shown(made: Outcome, **typed) -> dict:
    shown = {name: getattr(made, name) for name in ("claim", "measure", "treatment_function", "role")}
    return shown | {"area": made.area.code, "starts": "May 2025", "was": json.dumps(content(made))} | typed


def test_an_outcome_is_added_with_measure_area_function_and_months():
    case, ann, _ = two_authors()

    signed_in(ann).post(
        outcomes(case), CLAIM | {"ends": "2024-12", "before": "14 weeks", "after": "11 weeks"}
    )

    made = case.outcomes.get()
    assert (made.measure, made.area.code, made.treatment_function) == ("median-wait", "03R", "C_120")
    assert (f"{made.starts}", f"{made.ends}", made.before, made.after) == (
        "2024-04-01",
        "2024-12-01",
        "14 weeks",
        "11 weeks",
    )
    assert fresh(case).versions.last().written["outcomes"][0]["claim"] == CLAIM["claim"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"claim": ""}, "Say what changed."),
        ({"starts": ""}, "Enter the first month of the change."),
        ({"ends": "March 2024"}, "It ends before it began: choose a later month."),
        ({"starts": "January 2099"}, "What you claim has happened: enter a month that has begun."),
        ({"area": "Atlantis"}, "called “Atlantis”"),
        ({"was": "no JSON"}, "open the page again"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_an_outcome_that_is_not_right_is_asked_again(typed, words):
    case, ann, _ = two_authors()

    answer = signed_in(ann).post(outcomes(case), CLAIM | typed)

    assert words in answer.content.decode()
    assert not case.outcomes.exists()


def test_the_same_outcome_sent_twice_is_there_once():
    case, ann, _ = two_authors()
    for _ in range(2):
        signed_in(ann).post(outcomes(case), CLAIM)

    assert case.outcomes.count() == 1


def test_an_outcome_is_changed_and_taken_out():
    case, ann, _ = two_authors()
    made, client = outcome(case), signed_in(ann)

    client.post(one(made), as_shown(made, claim="Many more are seen in time."))
    assert case.outcomes.get().claim == "Many more are seen in time."
    client.post(one(made), {"remove": "yes"})

    assert not case.outcomes.exists()
    assert fresh(case).version == 3


def test_two_who_change_an_outcome_lose_nothing():
    case, ann, bob = two_authors()
    made = outcome(case)
    first, second = as_shown(made, claim="Bob’s words."), as_shown(made, claim="Ann’s words.", before="58%")
    signed_in(bob).post(one(made), first)

    shown = signed_in(ann).post(one(made), second)
    now = json.dumps(content(case.outcomes.get()))
    signed_in(ann).post(one(made), second | {"was": now, "clashing": "claim", "choose-claim": "saved"})

    assert shown.status_code == 409
    read = without_marks(shown.content.decode())
    assert "Bob’s words." in read
    assert "Ann’s words." in read
    assert (case.outcomes.get().claim, case.outcomes.get().before) == ("Bob’s words.", "58%")


def test_an_outcome_that_somebody_took_out_can_be_added_again_as_it_was_typed():
    case, ann, bob = two_authors()
    made = outcome(case)
    typed = as_shown(made, claim="Ann’s words.")
    signed_in(bob).post(one(made), {"remove": "yes"})

    answer = signed_in(ann).post(one(made), typed).content.decode()

    assert "Somebody took this outcome out" in answer
    assert "Ann’s words." in answer
    assert f'action="{outcomes(case)}"' in answer


@pytest.mark.parametrize("field", ["claim", "before", "after"])
def test_an_outcome_about_a_patient_is_held(field):
    case, ann, _ = two_authors()

    answer = signed_in(ann).post(outcomes(case), CLAIM | {field: PATIENT}, follow=True)

    assert fresh(case).held_because == "patient data"
    assert "an NHS number (word 3)" in answer.content.decode()


def test_an_outcome_about_a_patient_never_comes_into_what_everybody_reads():
    case, ann, _ = two_authors(state="published")

    signed_in(ann).post(outcomes(case), CLAIM | {"claim": PATIENT})

    assert not case.outcomes.exists()


def test_what_is_typed_of_an_outcome_is_kept_and_put_back():
    case, ann, _ = two_authors()
    made, client = outcome(case), signed_in(ann)
    new = {"claim": "Fewer come twice.", "starts": "sometime"}

    client.post(reverse("case-study-draft", args=[case.pk, "outcome"]), new)
    client.post(
        reverse("case-study-draft", args=[case.pk, f"outcome-{made.pk}"]), as_shown(made, claim="Changed.")
    )

    assert "Fewer come twice." in client.get(outcomes(case)).content.decode()
    assert "Changed." in client.get(one(made)).content.decode()
    assert case.outcomes.get().claim == "More people are seen within 18 weeks."


# Authors.


def authors(case: CaseStudy) -> str:
    return reverse("case-study-authors", args=[case.pk])


def test_whoever_looks_after_it_adds_a_member_who_is_told_and_writes(settings):
    case, carol = case_study(member(name="Ann Author")), member("15F", email="carol@nhs.net")
    ann = case.authorships.get().person

    signed_in(ann).post(authors(case), {"add": "yes", "email": "Carol@nhs.net"})

    assert case.authorships.filter(person=carol, is_owner=False).exists()
    assert "You are an author of “Same-day clinics”" in carol.notices.get().subject
    assert signed_in(carol).get(carol.notices.get().address).status_code == 200
    assert AuditEntry.objects.filter(act="add author", by=ann.pk).count() == 1


@pytest.mark.parametrize("who", ["nobody", "no member"])
def test_only_members_become_authors_and_the_answer_tells_no_more(who):
    case = case_study()
    if who == "no member":
        verified("dora@nhs.net")

    answer = signed_in(case.authorships.get().person).post(
        authors(case), {"add": "yes", "email": "dora@nhs.net"}
    )

    assert "No member has this address." in answer.content.decode()
    assert case.authorships.count() == 1


def test_others_choose_no_authors_and_leave():
    case, ann, bob = two_authors()
    client = signed_in(bob)

    assert client.post(authors(case), {"add": "yes", "email": "x@nhs.net"}).status_code == 403
    assert client.post(authors(case), {"remove": ann.pk}).status_code == 403
    client.post(authors(case), {"leave": "yes"})

    assert [one.person for one in case.authorships.all()] == [ann]
    assert client.get(authors(case)).status_code == 404


def test_a_removed_author_is_told_and_what_they_typed_goes():
    case, ann, bob = two_authors()
    signed_in(bob).post(reverse("case-study-draft", args=[case.pk, "problem"]), {"problem": "Nine waited."})

    signed_in(ann).post(authors(case), {"remove": bob.pk})

    assert not case.drafts.exists()
    assert "You are no author" in bob.notices.get().subject


def test_it_is_handed_over_and_its_owner_cannot_just_leave():
    case, ann, bob = two_authors()
    client = signed_in(ann)

    kept = client.post(authors(case), {"leave": "yes"}, follow=True).content.decode()
    client.post(authors(case), {"hand-over": bob.pk})

    assert "hand it over to another author first" in kept
    assert case.authorships.get(is_owner=True).person == bob
    assert Authorship.objects.filter(case=case, person=ann, is_owner=False).exists()


# Beginning.


def test_a_case_study_begins_with_its_title_and_goes_on_with_the_short_form():
    ann = member()

    answer = signed_in(ann).post(
        reverse("case-study-start"),
        {"kind": "attempt", "title": "Saturday clinics", "home": "Wakefield (03R)"},
    )

    case = CaseStudy.objects.get()
    assert (case.kind, case.state, case.title, case.home.code) == (
        "attempt",
        "draft",
        "Saturday clinics",
        "03R",
    )
    assert answer.url == reverse("case-study-section", args=[case.pk, "attempt"])


def test_nobody_writes_for_an_area_that_is_not_theirs():
    answer = signed_in(member("03R")).post(
        reverse("case-study-start"), {"kind": "practice", "title": "Ours", "home": "00L"}
    )

    assert "None of the areas to choose from" in answer.content.decode()
    assert not CaseStudy.objects.exists()


def test_a_title_about_a_patient_is_kept_as_its_authors_alone():
    signed_in(member()).post(
        reverse("case-study-start"), {"kind": "practice", "title": PATIENT, "home": "03R"}
    )

    assert CaseStudy.objects.get().held_because == "patient data"
    assert PATIENT not in "".join(letter.body for letter in mail.outbox)


def test_who_belongs_to_no_area_is_told_what_comes_first():
    answer = signed_in(verified()).get(reverse("case-study-start"))

    assert answer.status_code == 403
    assert "once it is approved where you work" in answer.content.decode()
