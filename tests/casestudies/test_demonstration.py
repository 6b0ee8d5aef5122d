"""The practice made up for this project: complete, marked, and taken off when real work begins."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from casestudies.actions.demonstrating import AUTHOR, is_untouched, put_on, take_off
from casestudies.checklist import missing
from casestudies.forms.adoption.csv import read_adoption
from casestudies.forms.technologies.csv import read_technologies
from casestudies.models import Adoption, CaseStudy, Collection, StageEvent, Technology
from metrics.compute.measures import MEASURES
from safety.content import findings, scanned_models
from safety.models import AuditEntry
from tests.factories import administrator, case_study

pytestmark = pytest.mark.django_db


def test_there_are_a_dozen_of_each_and_each_says_that_it_is_made_up():
    assert put_on() == 12

    assert CaseStudy.objects.published().filter(is_demonstration=True).count() == 12
    assert Technology.objects.listed().filter(is_demonstration=True).count() == 12
    assert Adoption.objects.filter(is_demonstration=True).count() == Adoption.objects.count() >= 12
    assert [one.entries.count() for one in Collection.objects.shared().filter(is_demonstration=True)] == [5]


def test_nothing_is_missing_in_what_others_will_write_after():
    put_on()

    assert {case.title: missing(case) for case in CaseStudy.objects.all() if missing(case)} == {}


def test_what_is_downloaded_can_be_brought_in_again(client):
    put_on()
    chief = administrator()
    client.force_login(chief)

    register = read_technologies(client.get(reverse("technologies-csv")).content, is_checked=True)
    adopted = read_adoption(
        b"".join(client.get(reverse("adoption-csv")).streaming_content), by=chief, is_checked=True
    )

    assert len(register) == Technology.objects.count()
    assert len(adopted) == Adoption.objects.count()


def test_attempts_that_did_not_work_are_among_them_and_found_by_what_stood_in_the_way():
    put_on()

    attempts = CaseStudy.objects.filter(kind=CaseStudy.Kind.ATTEMPT)
    assert attempts.count() == 3
    assert all(case.barriers.exists() for case in attempts)
    assert StageEvent.objects.filter(stage="stopped").exists()


def test_claims_are_about_measures_that_the_site_has():
    put_on()

    claimed = {outcome.measure for case in CaseStudy.objects.all() for outcome in case.outcomes.all()}
    assert claimed <= set(MEASURES)


def test_the_guard_finds_nothing_in_them():
    put_on()

    ours = [model for model in scanned_models() if model._meta.app_label == "casestudies"]
    assert list(findings(ours)) == []


def test_their_author_can_neither_sign_in_nor_be_written_to():
    put_on()

    author = User.objects.get(email=AUTHOR)
    assert not author.is_active
    assert not author.has_usable_password()


def test_they_are_taken_off_every_page_and_do_not_come_back():
    put_on()

    assert take_off() == 12

    assert not CaseStudy.objects.published().exists()
    assert not Technology.objects.listed().exists()
    assert not Adoption.objects.filter(state=Adoption.State.PUBLISHED).exists()
    assert not Collection.objects.exists()
    assert not is_untouched()
    assert [entry.act for entry in AuditEntry.objects.order_by("number")][-1] == "remove demonstration"


def test_they_are_not_put_beside_real_ones():
    case_study()

    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("load_demonstration")

    assert CaseStudy.objects.count() == 1


def test_the_command_puts_them_on_and_takes_them_off():
    said = StringIO()

    call_command("load_demonstration", stdout=said)
    call_command("load_demonstration", remove=True, stdout=said)

    assert said.getvalue().startswith("12 made-up case studies were put on.")
    assert said.getvalue().endswith("12 made-up case studies were taken off.\n")
