"""A board's grid: a choice for each technology in each location, and one day and note for all that is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from accounts.models import TechnologyInterest
from casestudies.actions.adoption.sheets import Cell
from casestudies.forms.adoption.fields import line
from casestudies.forms.adoption.records import StageForm
from casestudies.models import Adoption, Technology
from casestudies.models.steps import Step
from casestudies.models.vocabulary import ENDED, Barrier, Stage
from metrics.asked import NO_SUCH_CHOICE, SELECT
from metrics.models import Area
from safety.typed import TypedForm

ON = tuple((stage.value, stage.label) for stage in Stage if stage not in ENDED)
# What ended says why, in the same choice: one key more to press, and no second question.
OFF = tuple(
    (
        f"{stage.label} because of",
        tuple((f"{stage.value}:{code}", f"{stage.label}: {why.lower()}") for code, why in Barrier.choices),
    )
    for stage in ENDED
)
CHOICES = {value for value, _ in ON} | {value for _, group in OFF for value, _ in group}
NOT_RECORDED = "0|"


@dataclass(frozen=True)
class Sent:
    """What a browser sent of a cell: what it was shown (a version and a choice), and what is chosen."""

    name: str
    technology: Technology
    area: Area
    was: str
    chosen: str

    @property
    def is_changed(self) -> bool:
        return bool(self.chosen) and self.chosen != self.was.partition("|")[2]

    @property
    def is_known(self) -> bool:
        return self.chosen in CHOICES and self.was.partition("|")[0].isdecimal()

    def cell(self, form: "FillIn") -> Cell:
        stage, _, reasons = self.chosen.partition(":")
        told = form.cleaned_data
        step = Step(stage, told["day"], tuple(filter(None, reasons.split(","))), told["note"])
        return Cell(self.area, self.technology, step, int(self.was.partition("|")[0]))


class FillIn(StageForm):
    """The day and the note of all that is changed; which cells are is read by `sent`."""

    note = line("Why, in your words (optional)", 500, help_text="Kept with each that you change.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("stage", "reasons", "version"):
            del self.fields[name]
        self.fields["day"].label = "From when on are those that you change"


class GridAsked(TypedForm, forms.Form):
    kind = forms.ChoiceField(
        label="Kind of technology",
        required=False,
        choices=[("", "Any"), *TechnologyInterest.Kind.choices],
        widget=SELECT,
        error_messages=NO_SUCH_CHOICE,
    )


def cell_name(technology: Technology, area: Area) -> str:
    return f"cell-{technology.pk}-{area.pk}"


def shown_as(adoption: Adoption | None) -> str:
    """Return what a cell shows, as a form carries it: the version of the record, and the choice, with its reasons."""
    if adoption is None:
        return NOT_RECORDED
    reasons = f":{','.join(sorted(adoption.reasons))}" if adoption.reasons else ""
    return f"{adoption.version}|{adoption.stage}{reasons}"


def sent(data: QueryDict, technologies: Sequence[Technology], areas: Sequence[Area]) -> Iterator[Sent]:
    """Yield what was sent of each cell of a grid."""
    for technology in technologies:
        for area in areas:
            name = cell_name(technology, area)
            if name in data:
                yield Sent(name, technology, area, data.get(f"was-{name}", NOT_RECORDED), data[name])
