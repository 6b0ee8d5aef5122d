"""What people may tell about an area, checked before anything is done."""

from collections.abc import Sequence
from datetime import date

from django import forms

from metrics.asked import MonthChoice
from metrics.charts import numbers
from metrics.forms import reason_field
from safety.guard_fields import GuardedForm


class SetRebase(GuardedForm, forms.Form):
    """From which month limits are to start anew, and why. `months`: those that have a figure, oldest first."""

    month = MonthChoice(
        label="Month from which the limits start anew",
        help_text="The first month after the change.",
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={
            "required": "Choose a month.",
            "invalid_choice": "“%(value)s” is no month with a figure: choose from the list.",
        },
    )
    reason = reason_field(
        "What changed, in a few words: everybody reads it on the chart. Do not name people."
    )

    def __init__(self, *args, months: Sequence[date], **options):
        super().__init__(*args, **options)
        self.fields["month"].choices = [("", "Choose a month"), *_named(months)]


class WithdrawRebase(GuardedForm, forms.Form):
    reason = reason_field(
        "Why the limits need not start anew there. Everybody can read it. Do not name people."
    )


def _named(months: Sequence[date]) -> list[tuple[str, str]]:
    return [(f"{month:%Y-%m}", numbers.month_name(month)) for month in reversed(months)]
