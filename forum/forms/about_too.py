"""What else a thread is about: areas, measures, treatment functions, case studies and technologies, one a line."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse_lazy

from accounts.permissions import Someone
from casestudies.forms.fields import LinesField
from forum.actions.details import mark_of
from forum.forms.began import BeganFromField
from forum.models import Thread
from forum.models.links import MOST_LINKS, About
from forum.queries.links import cases_to_link, newest_cases_to_link, technologies_to_link
from metrics.compute.extract import SINGLE_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.area_list import found, offered
from safety.guard_fields import GuardedForm

MOST_NAMED = 5
BETWEEN = ": "
CASE = re.compile(r"\[case study (\d{1,9})\]$")
TECHNOLOGY = re.compile(r"\[technology ([-\w]{1,80})\]$")
_ADDRESS = re.compile(r"^(https?://|/)")
_MEASURES = {words.casefold(): one.slug for one in MEASURES.values() for words in (one.title, one.slug)}
_FUNCTIONS = {words.casefold(): code for code, name in SINGLE_FUNCTIONS.items() for words in (name, code)}


class NotUnderstood(ValidationError):
    def __init__(self, line: str):
        super().__init__(
            f"“{line[:100]}” is no area, measure, treatment function, case study or technology of this site: "
            "choose from what is offered, or paste the address of its page."
        )


class AboutTooField(LinesField):
    """Each line is what the box offers, a name or code, several of them with a colon between, or the address of a page
    of this site. `reader`: nothing is understood that they do not see. `host`: this site's."""

    too_many = f"A thread is about {MOST_LINKS} things more at most."
    found_by = "Find what to add"

    def __init__(self, **options):
        super().__init__(
            label="What else it is about (optional)",
            help_text="Areas, measures, treatment functions, case studies or technologies, one on each line. For a "
            "measure in one area, put a colon between them: “Wakefield: Waiting 18 weeks or less”. You can also paste "
            "the address of a page on this site. The thread then shows the newest figures, and those pages list it.",
            **options,
        )
        self.widget.attrs["data-names"] = reverse_lazy("link-names")
        self.reader: Someone | None = None
        self.host = ""

    def clean(self, value: str) -> list[About]:
        things = super().clean(value)
        if len(things) > MOST_LINKS:
            raise ValidationError(self.too_many)
        return things

    def named(self, line: str) -> About:
        if _ADDRESS.match(line):
            return self._at(line)
        return self._practice(line) or self._figures(line)

    def lines(self, things: list[About]) -> str:
        return super().lines(line_of(one) for one in things)

    def _at(self, line: str) -> About:
        """Return what a page of this site is about."""
        try:
            address = urlsplit(line)
            match = resolve(address.path)
        except (ValueError, Resolver404):
            raise NotUnderstood(line) from None
        if address.netloc not in ("", self.host):
            raise NotUnderstood(line)
        asked, of, page = QueryDict(address.query), match.kwargs, match.url_name or ""
        if page.startswith("case-study") and "pk" in of:
            return self._one(line, case_study=cases_to_link(self.reader).filter(pk=of["pk"]).first())
        if page.startswith("technology") and "slug" in of:
            return self._one(
                line, technology=technologies_to_link(self.reader).filter(slug=of["slug"]).first()
            )
        return self._figures_at(line, of, asked)

    def _figures_at(self, line: str, of: dict, asked: QueryDict) -> About:
        measure = of.get("slug") or asked.get("measure", "")
        function = asked.get("function", "")
        return self._one(
            line,
            area=Area.objects.filter(code=str(of.get("code", "")).upper()).first(),
            measure=measure if measure in MEASURES else "",
            function=function if function in SINGLE_FUNCTIONS else "",
        )

    def _practice(self, line: str) -> About | None:
        """Return the case study or technology that a line names, by its number or its whole name."""
        cases, technologies = cases_to_link(self.reader), technologies_to_link(self.reader)
        if number := CASE.search(line):
            return self._one(line, case_study=cases.filter(pk=int(number[1])).first())
        if slug := TECHNOLOGY.search(line):
            return self._one(line, technology=technologies.filter(slug=slug[1]).first())
        if case := cases.filter(title__iexact=line).first():
            return About(case_study=case)
        technology = technologies.filter(name__iexact=line).first()
        return About(technology=technology) if technology else None

    def _figures(self, line: str) -> About:
        """Return the area, measure and function that a line names."""
        of: dict = {}
        for part in _parts(line):
            name, thing = self._part(part, line)
            if name in of:
                raise ValidationError(
                    f"“{line[:100]}” names two of the same kind: put each on a line of its own."
                )
            of[name] = thing
        return self._one(line, **of)

    def _part(self, part: str, line: str) -> tuple[str, object]:
        if measure := _MEASURES.get(part.casefold()):
            return "measure", measure
        if function := _FUNCTIONS.get(part.casefold()):
            return "function", function
        areas = found(part)
        if not areas:
            raise NotUnderstood(line)
        if len(areas) > 1:
            raise ValidationError(
                f"“{part[:100]}” may be {' or '.join(offered(areas[:MOST_NAMED]))}: enter one of them."
            )
        return "area", areas[0]

    def _one(self, line: str, **of: object) -> About:
        about = About(**of)
        if not any(about):
            raise NotUnderstood(line)
        return about


def _parts(line: str) -> list[str]:
    """Return the parts of a line: it is one where it is a name as it stands."""
    if line.casefold() in _MEASURES | _FUNCTIONS:
        return [line]
    return [part.strip() for part in line.split(BETWEEN.strip()) if part.strip()] or [line]


def line_of(about: About) -> str:
    """Return the line that names something, as the box offers it."""
    if about.case_study:
        return f"{about.case_study.title} [case study {about.case_study.pk}]"
    if about.technology:
        return f"{about.technology.name} [technology {about.technology.slug}]"
    words = offered([about.area]) if about.area else []
    words += [MEASURES[about.measure].title] if about.measure in MEASURES else []
    words += [TREATMENT_FUNCTIONS[about.function]] if about.function in TREATMENT_FUNCTIONS else []
    return BETWEEN.join(words)


def names_to_offer(reader: Someone) -> list[str]:
    """Return all that the box offers to somebody: figures, then practice, as lines name them."""
    areas = Area.objects.exclude(kind=Area.Kind.PROVIDER).order_by("short_name")
    technologies = technologies_to_link(reader).order_by("name")
    practice = [About(technology=one) for one in technologies]
    practice += [About(case_study=one) for one in newest_cases_to_link(reader)]
    figures = [*offered(areas), *(one.title for one in MEASURES.values()), *SINGLE_FUNCTIONS.values()]
    return figures + [line_of(one) for one in practice]


class WithAboutToo(GuardedForm, forms.Form):
    """The part of a form that says what else a thread is about. Its view tells it who asks: `read_for`."""

    about_too = AboutTooField()

    def read_for(self, reader: Someone, host: str) -> None:
        self.fields["about_too"].reader, self.fields["about_too"].host = reader, host


class AboutThread(WithAboutToo):
    """Changing what else a thread is about. `began`: marks of what it was about when the form was opened."""

    began = BeganFromField()

    def __init__(self, *args, thread: Thread, things: list[About], **options):
        super().__init__(*args, **options)
        self.initial["about_too"] = self.fields["about_too"].lines(things)
        self.initial["began"] = " ".join(map(mark_of, things))

    @property
    def marks(self) -> list[str] | None:
        """The marks sent along, once the form has been cleaned; None where there is no word of them."""
        return self.cleaned_data["began"].split() if "began" in self.data else None
