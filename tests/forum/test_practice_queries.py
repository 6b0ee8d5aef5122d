"""What areas ahead share, as the pages of peers ask for it: no area is left out because others tell more."""

import pytest

from casestudies.models import CaseStudy
from casestudies.models.vocabulary import Stage
from forum.queries.practice import MOST_EACH, cases_by_area, cases_on, used_ahead
from metrics.models import Area
from tests.factories import adoption, case_study, technology

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def own() -> Area:
    return Area.objects.get(code="03R")


def used(*codes: str) -> list[tuple[str, str]]:
    return [(one.area.code, one.technology.name) for one in used_ahead(codes, own())]


def test_an_area_that_tells_little_is_kept_beside_one_that_tells_much():
    adoption("15F", of=technology("Old bench"), since="2020-01-01")
    for number in range(MOST_EACH + 5):
        adoption("36J", of=technology(f"Bench {number}"))

    found = used("15F", "36J")

    assert ("15F", "Old bench") in found
    assert len([code for code, _ in found if code == "36J"]) == MOST_EACH


@pytest.mark.parametrize("teller", ["03R", "QWO"])
def test_what_an_area_or_its_board_tells_that_it_uses_is_not_shown_to_it_as_missing(teller):
    bench = technology("Bench")
    adoption("15F", of=bench)
    assert used("15F") == [("15F", "Bench")]

    adoption(teller, of=bench, since="2019-01-01")

    assert used("15F") == []


def test_what_a_board_lacks_is_not_what_a_part_of_it_uses():
    bench = technology("Bench")
    adoption("X2C4Y", of=bench)
    adoption("QOP", of=bench)

    assert used_ahead(["QOP"], Area.objects.get(code="QWO")) == []


def test_neither_what_is_planned_nor_what_is_hidden_counts_as_use():
    bench = technology("Bench")
    adoption("15F", of=bench)
    adoption("03R", of=bench, stage=Stage.PLANNED)
    adoption("03R", of=bench, state="hidden", setting="Theatres")
    adoption("36J", of=bench, state="hidden")

    assert used("15F", "36J") == [("15F", "Bench")]


def test_case_studies_of_a_quiet_area_are_kept_beside_those_of_a_busy_one():
    published = {"state": CaseStudy.State.PUBLISHED}
    case_study(
        title="Old clinic", home="15F", functions=["C_110"], published_at="2020-01-01T00:00Z", **published
    )
    case_study(title="Eyes", home="15F", functions=["C_130"], **published)
    case_study(title="Anything", home="15F", **published)
    for number in range(MOST_EACH + 5):
        case_study(title=f"Clinic {number}", home="36J", functions=["C_110"], **published)

    on_page = cases_by_area(["15F", "36J"], "C_110")
    on_map = cases_on(["15F", "36J"])

    assert {case.title for code, case in on_page if code == "15F"} == {"Old clinic", "Anything"}
    assert {one.title for one in on_map if one.area == "15F"} == {"Old clinic", "Eyes", "Anything"}
    assert len([code for code, _ in on_page if code == "36J"]) == MOST_EACH
