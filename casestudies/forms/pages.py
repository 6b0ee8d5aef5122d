"""A page on which a case study is written: a group of questions, or one outcome. Both are kept and saved alike."""

from collections.abc import Iterable

from django.forms import Form
from django.http import QueryDict

from accounts.models import User
from casestudies.actions import outcomes, writing
from casestudies.actions.versions import content_of
from casestudies.actions.writing import Clash
from casestudies.forms.outcomes import WriteOutcome, entered_outcome, new_outcome, typed_in_outcome
from casestudies.forms.writing import WriteSection, entered, typed_in
from casestudies.models import CaseStudy, Outcome
from casestudies.sections import ALL, Section

Typed = dict[str, str | list[str]]


class SectionPage:
    def __init__(self, case: CaseStudy, writer: User, section: Section):
        self.case, self.writer, self.section = case, writer, section
        self.slug, self.title, self.fields = section.slug, section.title, section.fields

    def form(self, **options) -> WriteSection:
        return WriteSection(section=self.section, case=self.case, reader=self.writer, **options)

    def entered(self) -> Typed:
        """Return what is saved, as the page shows it."""
        return entered(self.section, self.case)

    def began(self) -> dict:
        """Return what the page sends along to tell what others changed since it was opened."""
        return {"version": self.case.version}

    def typed_in(self, data: QueryDict) -> Typed:
        return typed_in(self.section, data)

    def save(self, form: WriteSection) -> CaseStudy:
        """Save what a form that is right holds. Raises LifeRefused."""
        began, fields = form.cleaned_data["version"], form.written
        return writing.save(case=self.case, by=self.writer, version=began, fields=fields, group=self.slug)

    def clashes(self, form: WriteSection, names: Iterable[str]) -> list[Clash]:
        now = writing.says(content_of(self.case))
        return [Clash(name, now[name], writing.plain(_read(form, name))) for name in names]


class OutcomePage:
    """`outcome` None: one that is added."""

    title = "Outcome"
    fields = outcomes.FIELDS

    def __init__(self, case: CaseStudy, writer: User, outcome: Outcome | None):
        self.case, self.writer, self.outcome = case, writer, outcome
        self.slug = outcomes.page_of(outcome) if outcome else outcomes.NEW

    def form(self, **options) -> WriteOutcome:
        return WriteOutcome(case=self.case, **options)

    def entered(self) -> Typed:
        return entered_outcome(self.outcome) if self.outcome else new_outcome(self.case)

    def began(self) -> dict:
        return {"was": self.entered()["was"]} if self.outcome else {}

    def typed_in(self, data: QueryDict) -> Typed:
        return typed_in_outcome(data)

    def save(self, form: WriteOutcome) -> CaseStudy:
        """Save what a form that is right holds. Raises LifeRefused."""
        if self.outcome is None:
            return outcomes.add_outcome(case=self.case, by=self.writer, fields=form.written).case
        was, number = form.cleaned_data["was"], self.outcome.pk
        changed = outcomes.change_outcome(
            case=self.case, by=self.writer, number=number, was=was, fields=form.written
        )
        return changed.case

    def clashes(self, form: WriteOutcome, names: Iterable[str]) -> list[Clash]:
        now = outcomes.content(self.outcome) if self.outcome else {}
        return [Clash(name, now.get(name), outcomes.plain_of(_read(form, name))) for name in names]


Page = SectionPage | OutcomePage


def page_named(slug: str, case: CaseStudy, writer: User) -> Page | None:
    """Return the page of a case study that drafts are kept under; None where there is none."""
    if slug in ALL:
        return SectionPage(case, writer, ALL[slug])
    if slug == outcomes.NEW:
        return OutcomePage(case, writer, None)
    kind, _, number = slug.rpartition("-")
    if kind != outcomes.NEW or not number.isdecimal():
        return None
    outcome = case.outcomes.select_related("area").filter(pk=number).first()
    return outcome and OutcomePage(case, writer, outcome)


def resolved(page: Page, data: QueryDict) -> tuple[QueryDict, list[str]]:
    """Return what was sent with each choice between two versions carried out, and the fields still to choose for."""
    clashing = [name for name in data.getlist("clashing") if name in page.fields]
    if not clashing:
        return data, []
    sent, saved, open_ones = data.copy(), page.entered(), []
    for name in clashing:
        match data.get(f"choose-{name}"):
            case "saved":
                sent.setlist(name, _several(saved[name]))
            case "both":
                sent[name] = f"{saved[name]}\n\n{data.get(name, '')}"
            case "typed":
                pass
            case _:
                open_ones.append(name)
    return sent, open_ones


def _read(form: Form, name: str) -> object:
    """Return what a form read of a field; as it was typed where it cannot be read."""
    return form.cleaned_data[name] if name in form.cleaned_data else form.data.get(name, "")


def _several(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value or ""]


def is_as_saved(page: Page, typed: Typed) -> bool:
    """Say whether what was typed is what is saved already."""
    saved = page.entered()
    return all((typed[name] or "") == (saved.get(name) or "") for name in page.fields)
