"""Who may do what with a case study, asked of everybody."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Restriction
from casestudies.models import Authorship, CaseStudy
from casestudies.permissions.cases import Rights, may_start_case_studies, may_start_for
from metrics.models import Area
from tests.casestudies.lives import lead, somebody, whole_case
from tests.factories import administrator, member, moderator

pytestmark = pytest.mark.django_db
AUTHOR = {"act_as_author", "edit", "confirm", "retire", "see_history", "see_review"}
REVIEWER = {"review", "rate", "retire", "bring_back", "see_history", "see_review"}
SILENCED = {"see_history", "see_review"}
MAY = {
    "visitor": set(),
    "unverified": set(),
    "no member": set(),
    "member": set(),
    "author": AUTHOR,
    "co-author": AUTHOR,
    "lead": REVIEWER | {"confirm"},
    "lead elsewhere": set(),
    "moderator": REVIEWER,
    "administrator": REVIEWER,
    "lead, sole author": AUTHOR,
    "lead, author beside others": AUTHOR | {"review", "bring_back"},
    "lead, author beside a closed account": AUTHOR,
    "moderator, author": AUTHOR,
    "administrator, author": AUTHOR,
    "silenced author": SILENCED,
    "silenced lead": SILENCED,
    "silenced moderator": SILENCED,
    "suspended author": set(),
    "suspended lead": set(),
    "suspended moderator": set(),
    "author, member no longer": set(),
    "lead no longer": set(),
}
QUESTIONS = sorted(AUTHOR | REVIEWER)


def co_author(case: CaseStudy, made):
    Authorship.objects.create(case=case, person=made)
    return made


def sole_author(case: CaseStudy, made):
    case.authorships.all().delete()
    Authorship.objects.create(case=case, person=made, is_owner=True)
    return made


def kept_from(kind: str, made):
    restrict(user=made, kind=Restriction.Kind(kind), by=administrator(), reason="Rude")
    return made


def beside_closed(case: CaseStudy):
    """Return a lead who wrote it with somebody whose account is closed."""
    close_account(user=case.authorships.get().person)
    return co_author(case, lead())


def member_no_longer(case: CaseStudy):
    author = case.authorships.get().person
    author.claims.update(state="ended", ended_at=author.date_joined)
    return author


def lead_no_longer(_):
    made = lead()
    made.led.update(ended_at=made.date_joined)
    return made


def of(role: str, case: CaseStudy):
    special = {
        "visitor": AnonymousUser,
        "author": lambda: case.authorships.get().person,
        "co-author": lambda: co_author(case, member()),
        "lead, sole author": lambda: sole_author(case, lead()),
        "lead, author beside others": lambda: co_author(case, lead()),
        "lead, author beside a closed account": lambda: beside_closed(case),
        "moderator, author": lambda: co_author(case, moderator()),
        "administrator, author": lambda: co_author(case, administrator()),
        "silenced author": lambda: kept_from("silence", case.authorships.get().person),
        "silenced lead": lambda: kept_from("silence", lead()),
        "silenced moderator": lambda: kept_from("silence", moderator()),
        "suspended author": lambda: kept_from("suspension", case.authorships.get().person),
        "suspended lead": lambda: kept_from("suspension", lead()),
        "suspended moderator": lambda: kept_from("suspension", moderator()),
        "author, member no longer": lambda: member_no_longer(case),
        "lead no longer": lambda: lead_no_longer(case),
    }
    return special[role]() if role in special else somebody(role)


@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what_with_a_draft(role):
    case = whole_case()
    rights = Rights(of(role, case), case)

    assert {question for question in QUESTIONS if getattr(rights, f"may_{question}")} == MAY[role]


@pytest.mark.parametrize("state", CaseStudy.State.values)
def test_its_authors_change_it_while_nobody_reviews_it(state):
    case = whole_case(state=state)

    assert Rights(case.authorships.get().person, case).may_edit == (
        state in ("draft", "returned", "published")
    )


@pytest.mark.parametrize(
    ("role", "homes"),
    [
        ("visitor", set()),
        ("unverified", set()),
        ("no member", set()),
        ("member", {"03R", "QWO"}),
        ("member of a board", {"QWO", "03R", "15F"}),
        ("lead elsewhere", {"03R", "QWO", "QOP"}),
        ("moderator", set()),
        ("moderator and member", {"15F", "QWO"}),
        ("administrator", {"03R", "15F", "QWO", "QOP"}),
        ("silenced member", set()),
    ],
)
def test_for_which_areas_people_begin(role, homes):
    user = {
        "visitor": AnonymousUser,
        "member of a board": lambda: member("QWO"),
        "moderator and member": lambda: member("15F", is_moderator=True),
        "silenced member": lambda: kept_from("silence", member()),
    }.get(role, lambda: somebody(role))()

    offered = {code for code in ("03R", "15F", "QWO", "QOP", "Y56", "RR8") if _may(user, code)}

    assert offered == homes
    assert may_start_case_studies(user) == bool(homes)


def _may(user, code: str) -> bool:
    area = Area.objects.filter(code=code).first()
    return area is not None and may_start_for(user, area)
