"""Long lists of choices, drawn without a template an option, are the lists that Django draws."""

import pytest
from django import forms
from django.test.html import parse_html

from metrics.asked import LongSelect

CHOICES = [("", "Any"), ("a", "A & <b>B</b>"), ("Grouped", [(1, "One"), ("2", "“Two”")])]


@pytest.mark.parametrize("value", [None, "", "a", 1, "2", "none of them", '"><script>'])
@pytest.mark.parametrize(
    "attrs", [{}, {"id": "id_of", "disabled": True, "required": False, "title": 'a "b"'}]
)
def test_a_select_is_that_of_django(value, attrs):
    drawn, djangos = (
        one(attrs={"class": "nhsuk-select"}, choices=CHOICES).render("of", value, attrs)
        for one in (LongSelect, forms.Select)
    )

    assert parse_html(drawn) == parse_html(djangos)
