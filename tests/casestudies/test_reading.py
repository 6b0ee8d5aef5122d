"""Reading a case study: its address, who reads it, what stands on its page, and the figures beside its claims."""

from datetime import date

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.measured import cache
from metrics.models import Area, Rebase
from tests.factories import adoption, case_study, figures, member, outcome, signed_in, technology

pytestmark = pytest.mark.django_db
START = date(2025, 4, 1)
# Wakefield gets better from the start on; England does not.
BEFORE, AFTER = (580, 584) * 6, (650, 654) * 4


def publish(
    own: tuple[int, ...] = (*BEFORE, *AFTER),
    england: int = 6000,
    first: str = "2024-04-01",
    function: str = ALL_FUNCTIONS,
) -> None:
    """Publish months in which so many of Wakefield's 1,000 pathways, and of England's 10,000, are within 18 weeks."""
    of = {"treatment_function": function}
    for month, within in zip(pd.date_range(first, periods=len(own), freq="MS"), own, strict=True):
        figures(
            month.date(),
            {"area": "03R", "incomplete": 1000, "within_18": within} | of,
            {"area": "ENGLAND", "incomplete": 10_000, "within_18": england} | of,
        )


def page(client, case: CaseStudy) -> str:
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def published(**fields) -> CaseStudy:
    return case_study(state="published", **fields)


@pytest.mark.parametrize("words", ["", "-another-title", "-"])
def test_its_number_leads_to_it_whatever_words_follow(client, words):
    case = published()

    answer = client.get(f"/case-studies/{case.pk}{words}/")

    if words == "-":
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer["Location"]) == (301, case.get_absolute_url())
        # A title may change back: no browser is to remember where it led.
        assert "no-store" in answer["Cache-Control"]


def test_nobody_is_told_that_a_draft_is_there(client):
    draft = case_study()

    answers = [client.get(f"/case-studies/{pk}/") for pk in (draft.pk, draft.pk + 1)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [signed_in(member()).get(f"/case-studies/{pk}/").status_code for pk in (draft.pk, 9999)] == [
        404,
        404,
    ]


def test_its_answers_stand_under_their_questions_and_what_nobody_answered_is_left_out(client):
    case = published(answers={"problem": "Too **long** waits.", "learned": "Begin small."})

    shown = page(client, case)

    assert "Too <strong>long</strong> waits." in shown
    assert "What is the most important lesson?" in shown
    assert "What did it cost" not in shown
    assert 'href="#cost"' not in shown


def test_it_says_what_it_is_about(client):
    case = published(
        functions=["C_120"],
        barriers=["staff"],
        started=START,
        design="before after",
        author_rating="moderate",
        confirmed_rating="suggestive",
    )

    shown = page(client, case)

    for words in (
        "Wakefield",
        "Ear, nose and throat",
        "Staff: too few, or not trained",
        "Since April 2025",
        "Moderate (its authors say); Suggestive (confirmed at review)",
    ):
        assert words in shown


def test_its_contact_is_for_members_alone(client):
    case = published(contact_role="Service manager", contact_email="ent@example.nhs.uk")

    assert "ent@example.nhs.uk" not in page(client, case)
    assert "Service manager" not in page(client, case)
    assert "ent@example.nhs.uk" in page(signed_in(member()), case)


def test_what_was_retired_says_so_and_why(client):
    case = case_study(state="retired", retired_because="The clinic moved.")

    assert "The clinic moved." in page(client, case)


def test_beside_a_claim_stands_what_the_figures_show(client):
    publish()
    case = published()
    outcome(case, starts=START, claim="More people are seen in time.")

    shown = page(client, case)

    assert "More people are seen in time." in shown
    assert "In all 8 months from April 2025 on the figure was better than the 12 months before" in shown
    assert "58.2% over April 2024 to March 2025, 65.2% over April 2025 to November 2025" in shown
    assert "England did not change over the same months." in shown
    assert "Start: April 2025" in shown
    assert "It does not show what brought it about." in shown
    assert "proven" not in shown
    assert "caused" not in shown


def test_a_claim_too_young_is_not_yet_measurable(client):
    publish((*BEFORE, *AFTER[:5]))
    case = published()
    outcome(case, starts=START)

    assert "Not yet measurable: figures of 5 months" in page(client, case)


def test_figures_that_two_claims_share_are_shown_once(client):
    publish()
    case = published()
    first = outcome(case, starts=START, claim="More people are seen in time.")
    outcome(case, starts=START, claim="Nobody waits a year.")

    shown = page(client, case)

    assert shown.count("What the figures show<") == 1
    assert f'The same figures stand beside <a href="#claim-{first.pk}">' in shown


def test_figures_of_an_area_that_other_claims_do_not_share_stand_beside_each(client):
    publish()
    case = published()
    outcome(case, starts=START)
    outcome(case, starts=date(2025, 5, 1))

    assert page(client, case).count("What the figures show<") == 2


def test_it_says_how_to_cite_it_by_a_link_that_lasts(client):
    case = published(areas=("03R", "15F"), title="Same-day clinics")

    shown = page(client, case)

    year = case.published_at.year
    areas = ", ".join(area.short_name for area in case.areas.all())
    link = f"http://testserver/case-studies/{case.pk}/"
    assert f"{areas} ({year}). Same-day clinics. Exemplar, case study {case.pk}. {link}" in shown


def test_what_begins_on_the_last_day_of_the_months_compared_counts(client):
    publish()
    case = published()
    outcome(case, starts=START)
    published(title="Last day", started=date(2025, 11, 30))
    published(title="Day after", started=date(2025, 12, 1))

    assert "Last day" in page(client, case)
    assert "Day after" not in page(client, case)


def test_the_figures_follow_each_month_that_is_published(client):
    publish((*BEFORE, *AFTER[:5]))
    case = published()
    outcome(case, starts=START)
    page(client, case)

    publish((650,), first="2025-09-01")

    assert "In all 6 months from April 2025 on" in page(client, case)


def test_a_claim_without_figures_says_so(client):
    case = published()
    outcome(case, starts=START)

    assert "No figures of this measure have been published here" in page(client, case)


def test_a_claim_on_a_measure_that_is_gone_stays_readable(client):
    case = published()
    outcome(case, starts=START, measure="gone", claim="It got shorter.")

    assert "This site no longer computes the measure" in page(client, case)


def test_what_else_began_then_stands_beside_it(client):
    publish()
    case = published()
    outcome(case, starts=START)
    other = published(title="Weekend theatre lists", started=date(2025, 6, 1))
    published(title="Long before", started=date(2020, 1, 1))
    case_study(title="A draft of somebody", started=date(2025, 6, 1))
    published(title="Far away", home="15F", areas=("15F",), started=date(2025, 6, 1))
    adoption("QWO", of=technology("Pocket scanner"), since=date(2025, 7, 1))
    adoption("15F", of=technology("Far scanner"), since=date(2025, 7, 1))

    shown = page(client, case)

    assert f"/case-studies/{other.pk}/" in shown
    assert "Pocket scanner: adopted" in shown
    for words in ("Long before", "A draft of somebody", "Far away", "Far scanner"):
        assert words not in shown


def test_what_began_in_the_same_treatment_function_stands_first(client):
    function = "C_120"
    publish(function=function)
    case = published()
    outcome(case, starts=START, treatment_function=function)
    published(title="Weekend theatre lists", started=date(2025, 5, 1), functions=["C_502"])
    published(title="A second room", started=date(2025, 6, 1), functions=["C_502", function])
    record = adoption("QWO", of=technology("Pocket scanner"), since=date(2025, 7, 1))
    record.functions.create(treatment_function=function)

    shown = page(client, case)

    near = "In the same months and the same treatment function, "
    places = [shown.index(words) for words in ("A second room", "Pocket scanner: adopted", "Weekend theatre")]
    assert places == sorted(places)
    assert shown.count(near) == 2
    assert shown.count("A second room") == 1


def test_what_stands_beside_a_claim_follows_whatever_else_began_and_the_claim_itself(client):
    publish()
    case = published()
    claimed = outcome(case, starts=START, claim="More people are seen in time.")
    assert "Weekend theatre lists" not in page(client, case)

    other = published(title="Weekend theatre lists", started=date(2025, 6, 1))
    assert "Weekend theatre lists" in page(client, case)

    other.state = CaseStudy.State.HIDDEN
    other.save()
    claimed.claim = "Nobody waits a year."
    claimed.save()
    shown = page(client, case)
    assert "Weekend theatre lists" not in shown
    assert "More people are seen in time." not in shown
    assert "Nobody waits a year." in shown


def claim_often(case: CaseStudy, count: int) -> None:
    """Let a case study claim so much, each of another area, treatment function, measure and month; with figures."""
    areas = Area.objects.filter(kind="sicbl", closed=None).order_by("code")[:count]
    claims = list(zip(areas, list(MEASURES)[:count], list(TREATMENT_FUNCTIONS)[:count], strict=True))
    rows = [{"area": area.code, "treatment_function": function} for area, _, function in claims]
    figures(date(2024, 3, 1), *({"incomplete": 1000, "within_18": 600} | row for row in rows))
    for number, (area, measure, function) in enumerate(claims):
        month = START.replace(month=1 + number)
        outcome(case, starts=month, measure=measure, treatment_function=function, area=area)


def queries_of(reader, case: CaseStudy) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(reader, case)
    return len(asked)


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_costs_as_much_with_many_claims(django_assert_max_num_queries, count):
    publish()
    case = published(functions=["C_120", ALL_FUNCTIONS], barriers=["staff", "evidence"])
    claim_often(case, count)
    reader = signed_in(member())
    page(reader, case)

    with django_assert_max_num_queries(12):
        page(reader, case)


def test_a_first_visit_asks_as_often_with_many_claims():
    rebased = {"measure": "within-18-weeks", "treatment_function": ALL_FUNCTIONS, "reason": "New system"}
    Rebase.objects.create(area=Area.objects.get(code="03R"), month=START, **rebased)
    reader, counted = signed_in(member()), []
    for count in (1, 10):
        case = published(title=f"{count} clinics")
        claim_often(case, count)
        cache.clear()
        counted.append(queries_of(reader, case))

    assert counted[0] == counted[1] <= 22
