"""The register that a new site begins with."""

import pytest
from django.core.management import call_command

from casestudies.models import Technology
from tests.factories import technology

pytestmark = pytest.mark.django_db


def test_a_new_register_has_what_the_mandate_named_with_its_years_and_guidance():
    call_command("first_technologies", verbosity=0)

    by_year = [Technology.objects.filter(funding_years__year=year).count() for year in (2021, 2022)]
    assert by_year == [4, 7]
    assert not Technology.objects.filter(guidance__isnull=True).exists()
    urolift = Technology.objects.get(name="UroLift")
    assert [str(one) for one in urolift.guidance.all()] == ["MTG58"]
    assert [one.treatment_function for one in urolift.functions.all()] == ["C_101"]


def test_a_register_that_somebody_began_stays_as_it_is():
    technology("Portable scope")

    call_command("first_technologies", verbosity=0)

    assert Technology.objects.get().name == "Portable scope"


def test_twice_is_once():
    call_command("first_technologies", verbosity=0)
    call_command("first_technologies", verbosity=0)

    assert Technology.objects.count() == 11
