"""Who sees which case study, asked of the rows."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Lead
from casestudies.actions import lives
from casestudies.models import Authorship, CaseStudy
from metrics.models import Area
from tests.factories import administrator, case_study, member, moderator, person

pytestmark = pytest.mark.django_db
STATES = CaseStudy.State.values
EVERYBODY = {"published", "retired"}
SEEN = {
    "visitor": EVERYBODY,
    "unverified": EVERYBODY,
    "member": EVERYBODY,
    "author": EVERYBODY | {"draft", "submitted", "returned", "hidden"},
    "lead": EVERYBODY | {"draft", "submitted", "returned"},
    "lead elsewhere": EVERYBODY,
    "moderator": EVERYBODY | {"submitted", "hidden", "removed"},
    "administrator": set(STATES) - {"erased"},
}


def lead_of(code: str):
    made = member("03R")
    Lead.objects.create(user=made, area=Area.objects.get(code=code))
    return made


def reader(role: str, case: CaseStudy):
    match role:
        case "visitor":
            return AnonymousUser()
        case "unverified":
            return person()
        case "author":
            return case.authorships.get().person
        case "lead":
            return lead_of("QWO")
        case "lead elsewhere":
            return lead_of("QOP")
    return {"member": member, "moderator": moderator, "administrator": administrator}[role]()


@pytest.mark.parametrize("role", SEEN)
@pytest.mark.parametrize("state", STATES)
def test_who_sees_it_in_which_state(role, state):
    case = case_study(state=state, retired_because="Replaced" if state == "retired" else "")

    seen = CaseStudy.objects.visible_to(reader(role, case))

    assert seen.filter(pk=case.pk).exists() == (state in SEEN[role])


@pytest.mark.parametrize(
    ("role", "is_seen"),
    [("author", True), ("lead", False), ("member", False), ("moderator", True), ("administrator", True)],
)
def test_a_draft_that_holds_patient_data_is_its_authors_and_the_staffs(role, is_seen):
    case = case_study(held_because="patient data")

    seen = CaseStudy.objects.visible_to(reader(role, case))

    assert seen.exists() == is_seen


def test_moderators_see_a_draft_once_it_is_reported():
    case_study(is_reported=True)

    assert CaseStudy.objects.visible_to(moderator()).exists()


def test_a_co_author_sees_what_they_write():
    case, other = case_study(), member("15F")
    Authorship.objects.create(case=case, person=other)

    assert CaseStudy.objects.visible_to(other).get() == case


@pytest.mark.parametrize(
    ("state", "is_seen"), [("returned", True), ("draft", False), ("submitted", True), ("removed", True)]
)
def test_a_moderator_goes_on_seeing_what_they_returned_while_it_is_returned(state, is_seen):
    case, by = case_study(state="submitted"), moderator()
    lives.ask_for_changes(case=case, by=by, words="Say since when.")
    CaseStudy.objects.update(state=state)

    assert CaseStudy.objects.visible_to(by).exists() == is_seen


def test_moderators_do_not_see_what_another_returned():
    lives.ask_for_changes(case=case_study(state="submitted"), by=moderator(), words="Say since when.")

    assert not CaseStudy.objects.visible_to(moderator()).exists()


def test_what_is_seen_is_asked_in_one_query(django_assert_num_queries):
    case, by = case_study(state="submitted"), moderator()
    lives.ask_for_changes(case=case, by=by, words="Say since when.")

    with django_assert_num_queries(1):
        assert list(CaseStudy.objects.visible_to(by)) == [case]
