"""What records of adoption are made from in tests."""

from datetime import date

from accounts.models import Lead, User
from casestudies.actions.adoption.recording import add
from casestudies.models import Adoption, Technology
from casestudies.models.steps import Step
from metrics.models import Area
from tests.factories import member, technology

BOARD, PLACE, SIBLING, ELSEWHERE = "QWO", "03R", "15F", "00L"


def area(code: str = PLACE) -> Area:
    return Area.objects.get(code=code)


def lead(board: str = BOARD) -> User:
    made = member(board)
    Lead.objects.create(user=made, area=area(board))
    return made


def step(stage: str = "piloting", day: date = date(2025, 3, 1), *reasons: str, note: str = "") -> Step:
    if stage in ("stopped", "declined") and not reasons:
        reasons = ("staff",)
    return Step(stage, day, tuple(reasons), note)


def recorded(
    by: User, code: str = PLACE, *, of: Technology | None = None, first: Step | None = None, **fields
) -> Adoption:
    return add(area=area(code), technology=of or technology(), step=first or step(), fields=fields, by=by)
