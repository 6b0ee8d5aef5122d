"""What an address may ask of the pages of persistent challenges and of pockets."""

from collections.abc import Mapping

from django import forms

from metrics.asked import NO_SUCH_CHOICE, SELECT, Asked, one_level, one_of
from metrics.compute.extract import ALL_FUNCTIONS, SINGLE_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import HEADLINE, MEASURES
from metrics.models import Area
from metrics.presenters.challenges.choice import ANY, NOW, YEAR, Choice


class MeasureChoice(forms.ChoiceField):
    """One of the measures on which an area can be behind; cleaned to its slug."""

    def __init__(self, **options):
        offered = [
            (slug, measure.title)
            for slug, measure in MEASURES.items()
            if measure.comparable and measure.direction != "neutral"
        ]
        super().__init__(choices=offered, **options)

    def validate(self, value: str) -> None:
        measure = MEASURES.get(value)
        if measure and not measure.comparable:
            raise forms.ValidationError(
                f"{measure.title} cannot be compared, as a larger area has more of them: choose a share or a rate."
            )
        if measure and measure.direction == "neutral":
            raise forms.ValidationError(
                f"On {measure.title} neither high nor low is better, so nobody is behind: choose another measure."
            )
        super().validate(value)


class PocketsAsked(Asked):
    """Which measure, pathways and part of England. What an address leaves out is as in `defaults`."""

    measure = MeasureChoice(label="Measure", widget=SELECT, error_messages=NO_SUCH_CHOICE)
    function = one_of(
        "Treatment function",
        [
            (ALL_FUNCTIONS, TREATMENT_FUNCTIONS[ALL_FUNCTIONS]),
            (ANY, "Each by itself"),
            *SINGLE_FUNCTIONS.items(),
        ],
    )
    within = forms.ChoiceField(
        label="Within",
        required=False,
        widget=SELECT,
        error_messages={
            "invalid_choice": "There is no region or ICB “%(value)s” here: choose one from the list, or all of England."
        },
    )

    defaults: Mapping[str, str] = {"measure": HEADLINE[0], "function": ALL_FUNCTIONS, "within": ""}

    def __init__(self, asked: Mapping[str, str], areas: Mapping[str, Area]):
        """`areas`: of the latest month, by code: regions and boards are offered."""
        super().__init__(asked, self.defaults)
        self.fields["within"].choices = [
            ("", "All of England"),
            ("NHS regions", _named(areas, Area.Kind.REGION)),
            ("Integrated care boards (ICBs)", _named(areas, Area.Kind.ICB)),
        ]

    @property
    def choice(self) -> Choice:
        """What was asked for, with the default in place of what cannot be."""
        usable = self.usable
        return Choice(MEASURES[usable.pop("measure")], **usable)


def _named(areas: Mapping[str, Area], kind: str) -> list[tuple[str, str]]:
    """Return the areas of a kind by name."""
    of_kind = [area for area in areas.values() if area.kind == kind]
    return [(area.code, area.short_name) for area in sorted(of_kind, key=lambda area: area.short_name)]


class ChallengesAsked(PocketsAsked):
    """The same of areas of one level."""

    field_order = ("measure", "function", "level", "within", "state")

    level = one_level(Area.Kind.SICBL, Area.Kind.ICB, Area.Kind.REGION)
    state = one_of("Show", [(NOW, "Those still behind"), (YEAR, "Also those that came out of it")])

    defaults = {**PocketsAsked.defaults, "level": Area.Kind.SICBL.value, "state": NOW}
