"""What an address may ask of the pages about peers, checked; what cannot be is said, and the usual taken instead."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from metrics.asked import Asked, MonthsAsked, months_until, one_function, one_month, one_of
from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.filters import separated
from metrics.models import Area
from metrics.presenters.peers.group import IN_WORDS, USUAL_WEIGHTS, PeerChoice

FEWEST_CHOSEN, MOST_CHOSEN = 2, 30
HEAVIEST = 100
LONGEST_SHOWN = 20  # characters of what an address asked for in vain
USUAL_MEASURE = "within-18-weeks"
MONTHS = 12
CODES = forms.TextInput(attrs={"class": "nhsuk-input", "spellcheck": "false", "autocapitalize": "characters"})


class PeriodAsked(MonthsAsked):
    """Which measure and pathways, from which month to which: the last twelve, unless told."""

    field_order = ("measure", "function", "from", "to")

    measure = one_of("Measure", ((slug, measure.title) for slug, measure in MEASURES.items()))
    function = one_function()

    def __init__(self, asked: QueryDict, months: Sequence[date]):
        defaults = {
            "measure": USUAL_MEASURE,
            "function": ALL_FUNCTIONS,
            **months_until(None, months, MONTHS),
        }
        super().__init__(asked, defaults, months)

    def clean(self) -> dict:
        if self.is_backwards:
            first, last = (numbers.month_name(self.cleaned_data[name]) for name in ("from", "to"))
            self.add_error(
                "from", f"The first month, {first}, is after the last, {last}: choose an earlier one."
            )
        return self.cleaned_data

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last month; the last alone where the usual first month is after it."""
        last = self.chosen("to")
        return min(self.chosen("from"), last), last


class OpportunityAsked(Asked):
    """Which measure to set beside peers by treatment function, which pathways for targets, and which month."""

    measure = one_of("Measure", [])
    function = one_function()
    month = one_month("Month")

    def __init__(self, asked: QueryDict, months: Sequence[date], measures: Sequence[str]):
        defaults = {"measure": USUAL_MEASURE, "function": ALL_FUNCTIONS, "month": f"{months[-1]:%Y-%m}"}
        super().__init__(asked, defaults)
        self.fields["measure"].choices = [(slug, MEASURES[slug].title) for slug in measures]
        self.fields["month"].offer(months)


class CodesField(forms.CharField):
    """Codes separated by commas; cleaned to a tuple of those, each once, in order. `areas`: those to choose from."""

    areas: Mapping[str, Area] = {}
    own = ""

    def clean(self, value: str | None) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(code.upper() for code in separated(super().clean(value))))
        unknown = [code[:LONGEST_SHOWN] for code in codes if code not in self.areas or code == self.own]
        if unknown:
            raise ValidationError(
                f"These cannot be chosen as peers: {', '.join(unknown[:5])}. {self._whom()}"
            )
        if codes and not FEWEST_CHOSEN <= len(codes) <= MOST_CHOSEN:
            raise ValidationError(
                f"{len(codes)} {'area is' if len(codes) == 1 else 'areas are'} chosen: "
                f"choose {FEWEST_CHOSEN} to {MOST_CHOSEN}."
            )
        return codes

    def _whom(self) -> str:
        kind = self.areas[self.own].get_kind_display()
        return f"Peers are other areas of the same kind ({kind}) that existed in the month shown; give their codes."


class PeersAsked(forms.Form):
    """How much each variable counts, and which areas are chosen by hand."""

    def __init__(self, asked: QueryDict, area: Area, areas: Mapping[str, Area]):
        given = {f"w_{name}": asked.get(f"w_{name}") or f"{usual:g}" for name, usual in USUAL_WEIGHTS.items()}
        super().__init__(given | {"peers": ",".join(asked.getlist("peers"))})
        for name, variable in IN_WORDS.items():
            self.fields[f"w_{name}"] = _weight_field(variable.words)
        codes = CodesField(label="Codes of areas", required=False, widget=CODES)
        codes.areas, codes.own = areas, area.code
        self.fields["peers"] = codes

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"w_{name}"] for name in IN_WORDS]

    @property
    def unticked(self) -> str:
        """What was asked for as codes and cannot be ticked, to be mended."""
        return ", ".join(code for code in separated(self.data["peers"]) if code.upper() not in self.ticked)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The codes asked for that are areas to choose from, right or wrong in number."""
        known = self.fields["peers"].areas
        asked = (code.upper() for code in separated(self.data["peers"]))
        return tuple(dict.fromkeys(code for code in asked if code in known))

    def clean(self) -> dict:
        weights = [self.cleaned_data.get(f"w_{name}") for name in IN_WORDS]
        if None not in weights and not sum(weights):
            self.add_error(
                f"w_{next(iter(IN_WORDS))}", "Every weight is 0: give one at least a number above 0."
            )
        return self.cleaned_data

    @property
    def choice(self) -> PeerChoice:
        """What was asked for; the usual weights where one is wrong, and the similar areas where the chosen are."""
        wrong = any(name.startswith("w_") for name in self.errors)
        weights = USUAL_WEIGHTS if wrong else {name: self.cleaned_data[f"w_{name}"] for name in IN_WORDS}
        return PeerChoice(weights, self.cleaned_data.get("peers") or ())


def _weight_field(label: str) -> forms.FloatField:
    attributes = {
        "class": "nhsuk-input nhsuk-input--width-4",
        "step": "any",
        "min": 0,
        "max": HEAVIEST,
        "inputmode": "decimal",
    }
    wrong = f"The weight of “{label}” must be a number from 0 to {HEAVIEST}."
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=HEAVIEST,
        widget=forms.NumberInput(attrs=attributes),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), wrong),
    )
