"""Rebase dates of control charts: who may set them, what they change, and what stays on record."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.leads import appoint_lead
from metrics.actions.rebasing import AlreadyWithdrawn, set_rebase, withdraw_rebase
from metrics.compute.measures import MEASURES
from metrics.models import Area, PublishedMonth, Rebase, Refresh
from metrics.permissions import may_set_rebase
from tests.factories import administrator, figures, person

pytestmark = pytest.mark.django_db
WITHIN_18 = MEASURES["within-18-weeks"]
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(4, 20)]  # May 2024 to August 2025
REBASED = MONTHS[8]  # January 2025
PAGE = "/areas/03R/measures/within-18-weeks/"
LIMITS = f"{PAGE}limits/"
REASON = "A second treatment centre opened"


@pytest.fixture
def months() -> None:
    """Sixteen months in which Wakefield goes from about 50% to about 70% in January 2025."""
    for place, month in enumerate(MONTHS):
        shared = 500 + 10 * (place % 2) + 200 * (place >= 8)
        figures(month, row("ENGLAND", 600), row("03R", shared), row("QWO", 600))


def row(area: str, within: int) -> dict:
    return {"area": area, "incomplete": 1000, "within_18": within}


def lead(code: str = "QWO"):
    made = person(name="Lee Lead")
    appoint_lead(user=made, area=Area.objects.get(code=code))
    return made


def wakefield_rebased(month: date = REBASED) -> Rebase:
    area = Area.objects.get(code="03R")
    return set_rebase(
        area=area,
        measure=WITHIN_18,
        function="C_999",
        month=month,
        reason=REASON,
        by=administrator(name="Ada"),
    )


def asked(month: str = "2025-01", reason: str = REASON) -> dict:
    return {"set-month": month, "set-reason": reason}


def text(client, address: str = LIMITS, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def rows(client, **wanted) -> list[dict]:
    response = client.get(reverse("area-measure-csv", args=["03R", "within-18-weeks"]), wanted)
    return list(csv.DictReader(io.StringIO(response.content.decode())))


@pytest.mark.parametrize(
    ("leads", "code", "may"),
    [
        ("QWO", "QWO", True),
        ("QWO", "03R", True),
        ("QWO", "QKS", False),
        ("QKS", "03R", False),
        ("QWO", "ENGLAND", False),
        ("QWO", "Y63", False),
    ],
)
def test_a_lead_may_rebase_the_board_and_its_locations_alone(leads, code, may):
    assert may_set_rebase(lead(leads), Area.objects.get(code=code)) is may


def test_administrators_may_rebase_everything_others_nothing(client):
    wakefield = Area.objects.get(code="03R")

    assert may_set_rebase(administrator(), wakefield)
    assert not may_set_rebase(person(), wakefield)
    assert not may_set_rebase(administrator(is_active=False), wakefield)


def test_a_lead_sets_a_rebase_date_and_the_limits_start_anew(client, months):
    client.force_login(lead())
    before = rows(client)

    response = client.post(LIMITS, asked(), follow=True)

    assert "The limits start anew in January 2025." in response.content.decode()
    after = rows(client)
    assert len({each["mean"] for each in before}) == 1
    assert [each["mean"] for each in after] == ["50.5"] * 8 + ["70.5"] * 8
    assert [each["limits_since"] for each in after] == ["2024-05"] * 8 + ["2025-01"] * 8
    assert f"Limits anew: {REASON}" in text(client, PAGE)
    assert "They start anew in January 2025" in text(client, PAGE)


def test_the_page_says_who_set_a_date_and_why_without_an_address(client, months):
    rebase = wakefield_rebased()

    shown = text(client)

    assert REASON in shown
    assert "Set by Ada on" in shown
    assert rebase.set_by.email not in shown
    assert "Administrators may set and withdraw rebase dates" in shown
    assert "Set the rebase date" not in shown


def test_the_icons_of_an_areas_page_honour_a_rebase_date(client, months):
    assert "Improving: high or rising" in text(client, "/areas/03R/")

    wakefield_rebased()

    assert "Improving: high or rising" not in text(client, "/areas/03R/")


def test_visitors_are_asked_to_sign_in_and_others_refused(client, months):
    visited = client.post(LIMITS, asked())
    client.force_login(lead("QKS"))
    refused = client.post(LIMITS, asked())

    assert visited.status_code == 403
    assert 'href="/accounts/sign-in/?next=' in visited.content.decode()
    assert refused.status_code == 403
    assert not Rebase.objects.exists()


def test_a_form_sent_from_elsewhere_is_refused(months):
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(lead())

    assert elsewhere.post(LIMITS, asked()).status_code == 403


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (asked(month=""), "Choose a month."),
        (asked(month="1999-01"), "is no month with a figure: choose from the list."),
        (asked(month="2024-05"), "is no month with a figure: choose from the list."),
        (asked(reason=" "), "Enter a reason."),
        (asked(reason="x" * 501), "The reason must be 500 characters or fewer."),
    ],
)
def test_what_cannot_be_set_is_said_at_the_top(client, months, sent, said):
    client.force_login(lead())

    shown = client.post(LIMITS, sent).content.decode()

    assert "There is a problem" in shown
    assert said in shown
    assert not Rebase.objects.exists()


def test_a_date_is_set_once_and_again_after_it_was_withdrawn(client, months):
    wakefield_rebased()
    client.force_login(lead())

    shown = client.post(LIMITS, asked()).content.decode()
    withdraw_rebase(rebase=Rebase.objects.get(), reason="It was a mistake", by=administrator())
    client.post(LIMITS, asked())

    assert "The limits start anew in January 2025 already." in shown
    assert Rebase.objects.filter(withdrawn_at=None).count() == 1


def test_a_withdrawn_date_stays_on_record_and_no_longer_counts(client, months):
    rebase = wakefield_rebased()
    client.force_login(lead())

    client.post(LIMITS, {"withdraw": rebase.pk, f"withdraw-{rebase.pk}-reason": "The centre closed again"})

    shown = text(client)
    assert "Withdrawn by Lee Lead on" in shown
    assert "The centre closed again" in shown
    assert len({each["mean"] for each in rows(client)}) == 1


def test_a_date_is_withdrawn_once(client, months):
    rebase = wakefield_rebased()
    withdraw_rebase(rebase=rebase, reason="It was a mistake", by=administrator())
    client.force_login(lead())

    again = client.post(LIMITS, {"withdraw": rebase.pk, f"withdraw-{rebase.pk}-reason": "Twice"})

    assert "has been withdrawn already" in again.content.decode()
    with pytest.raises(AlreadyWithdrawn):
        withdraw_rebase(rebase=rebase, reason="Twice", by=administrator())


def test_a_withdrawal_needs_a_reason(client, months):
    rebase = wakefield_rebased()
    client.force_login(lead())

    shown = client.post(LIMITS, {"withdraw": rebase.pk, f"withdraw-{rebase.pk}-reason": ""}).content.decode()

    assert "Enter a reason." in shown
    assert Rebase.objects.filter(withdrawn_at=None).exists()


def test_a_rebase_date_whose_month_is_withdrawn_later_is_said_not_to_be_used(client, months):
    wakefield_rebased()
    PublishedMonth.objects.filter(month=REBASED).delete()

    assert "Not used: this month has no figure now." in text(client)
    assert "is not used: that month has no figure" in text(client, PAGE)
    assert "A second treatment centre opened" in text(client, PAGE)
    assert text(client, "/areas/03R/")


def test_the_analysis_is_queued_again_once_a_date_is_set(client, months, django_capture_on_commit_callbacks):
    client.force_login(lead())

    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIMITS, asked())

    assert Refresh.objects.filter(kind=Refresh.Kind.ANALYSE).exists()


@pytest.mark.parametrize("address", [PAGE, LIMITS])
def test_a_measure_of_an_area_costs_the_same_few_queries(
    client, months, address, django_assert_max_num_queries
):
    for month in MONTHS[2:9]:
        wakefield_rebased(month)
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address)


def test_limits_of_a_treatment_function_are_its_own(client, months):
    wakefield_rebased()

    shown = text(client, f"{PAGE}limits/?function=C_110")

    assert REASON not in shown


def test_an_unknown_function_is_not_found_and_others_are_offered(client, months):
    assert "There is no treatment function “moon”" in text(client, f"{LIMITS}?function=moon", 404)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("baseline=3", "A baseline is a number of months, 12 or more"),
        ("baseline=many", "A baseline is a number of months, 12 or more"),
        ("screen=perhaps", "Screening is screen=yes or screen=no, not “perhaps”."),
    ],
)
def test_limits_that_cannot_be_worked_out_as_asked_are_refused_in_plain_words(client, months, query, said):
    assert said in text(client, f"{PAGE}?{query}", 404)
    for kind in ("csv", "svg", "png"):
        address = reverse(f"area-measure-{kind}", args=["03R", "within-18-weeks"])
        response = client.get(f"{address}?{query}")
        assert response.status_code == 400
        assert said in response.content.decode()


def test_options_in_the_address_change_the_page_and_its_files_alike(client, months):
    shown = text(client, f"{PAGE}?baseline=12&screen=no")

    assert "they rest on the first 12 of these months alone" in shown
    assert "baseline=12&amp;screen=no" in shown
    assert rows(client, baseline=12)[0]["mean"] != rows(client)[0]["mean"]


def test_a_constant_series_and_a_month_alone_have_pages(client):
    figures(MONTHS[0], row("ENGLAND", 600), row("03R", 600))
    assert "Too few months to say how the figures vary" in text(client, PAGE)
    assert "Too few months to say how the figures vary" in text(client)

    for month in MONTHS[1:]:
        figures(month, row("ENGLAND", 600), row("03R", 600))
    assert "No significant change" in text(client, PAGE)


def test_a_break_that_lies_ahead_of_the_figures_starts_no_limits_yet(client, months):
    assert "42 ICBs became 36" not in text(client, "/areas/QWO/measures/within-18-weeks/limits/")


def test_an_area_without_figures_has_a_page_that_says_so(client):
    assert "No figures yet" in text(client)
