"""What is above each page of case studies: home, their list, and what the page belongs to."""

import re

import pytest
from django.urls import reverse

from tests.casestudies.lives import whole_case
from tests.factories import administrator, signed_in

pytestmark = pytest.mark.django_db
TO_ALL = ["Home", "Case studies"]
ABOVE = {
    "case-study": TO_ALL,
    "case-studies-mine": TO_ALL,
    "case-studies-to-review": TO_ALL,
    "case-study-start": [*TO_ALL, "What you write"],
    "case-study-write": [*TO_ALL, "What you write"],
    "case-study-preview": [*TO_ALL, "What you write", "Same-day clinics"],
    "case-study-authors": [*TO_ALL, "What you write", "Same-day clinics"],
    "case-study-files": [*TO_ALL, "What you write", "Same-day clinics"],
    "case-study-outcomes": [*TO_ALL, "What you write", "Same-day clinics"],
    "case-study-review": [*TO_ALL, "Reviews"],
    "case-study-history": [*TO_ALL, "Same-day clinics"],
    "case-study-confirm": [*TO_ALL, "Same-day clinics"],
}


@pytest.mark.parametrize("name", ABOVE)
def test_each_page_leads_back_to_the_list_and_to_what_it_belongs_to(name):
    by = administrator()
    case = whole_case(by, state="published")
    addresses = {"case-study": case.get_absolute_url()}
    keys = [] if name.startswith("case-studies") or name == "case-study-start" else [case.pk]

    page = signed_in(by).get(addresses.get(name) or reverse(name, args=keys)).content.decode()

    assert re.findall(r'nhsuk-breadcrumb__link" href="[^"]+">([^<]+)', page) == ABOVE[name]
