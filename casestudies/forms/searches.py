"""A search to be saved under a name, and its other name."""

from django import forms
from django.http import QueryDict

from casestudies.filters.cases import CaseFilters
from casestudies.filters.searches import asked_for
from casestudies.models import SavedSearch
from safety.guard import HOLD, scan
from safety.guard_fields import GuardedForm

NOT_TO_BE_ASKED = "This search cannot be saved. Go back to the list of case studies and narrow it down again."
ABOUT_A_PATIENT = (
    "The words searched for seem to be about a patient, and nothing about a patient may be kept here."
)


class RenameSearch(GuardedForm, forms.Form):
    name = forms.CharField(
        label="Its name",
        max_length=SavedSearch._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={"required": "Enter a name for this search."},
    )


class SaveSearch(RenameSearch):
    query = forms.CharField(
        max_length=SavedSearch._meta.get_field("query").max_length, widget=forms.HiddenInput, required=False
    )

    def clean(self) -> dict:
        """Keep only what the list can be asked. What is wrong with it is said beside the name: it is not shown."""
        cleaned = super().clean()
        self.errors.pop("query", None)
        query = asked_for(QueryDict(cleaned.get("query", "")))
        asked = CaseFilters(query)
        if not query or not asked.form.is_valid():
            self.add_error("name", NOT_TO_BE_ASKED)
        elif scan(asked.words).verdict == HOLD:
            self.add_error("name", ABOUT_A_PATIENT)
        cleaned["query"] = query.urlencode()
        return cleaned
