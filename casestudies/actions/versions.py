"""The versions of a case study: what it holds written down after each change, and an earlier one put back."""

import json
from datetime import date

from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import (
    Act,
    LifeRefused,
    ReadAnOlderOne,
    has_patient_data,
    hold_if_needed,
    locked,
    put_on_record,
    require,
    save_as_changed,
)
from casestudies.actions.changing import note as note_down
from casestudies.models import CaseBarrier, CaseFunction, CaseStudy, CaseVersion, Outcome, Technology
from casestudies.queries.lives import asked_to_lift
from metrics.models import Area

# What has a column of its own, as JSON holds it.
COLUMNS = (
    "kind",
    "title",
    "summary",
    "answers",
    "care_setting",
    "started",
    "ended",
    "design",
    "author_rating",
    "contact_role",
    "contact_email",
)
DATES = ("started", "ended")
OF_OUTCOMES = ("role", "measure", "treatment_function", "claim", "before", "after")


class NothingToRestore(LifeRefused):
    def __init__(self):
        super().__init__("This is what the case study says already.")


class PatientDataInVersion(LifeRefused):
    def __init__(self):
        super().__init__(
            "That version has something by which a patient may be known. It cannot be put back into a case study"
            " that everybody reads."
        )


def content_of(case: CaseStudy) -> dict:
    """Return all that was written and chosen in a case study, as JSON can hold it: the same content, the same text."""
    columns = {name: _plain(getattr(case, name)) for name in COLUMNS}
    return columns | {
        "home": case.home.code,
        "areas": _sorted(case.areas.values_list("code", flat=True)),
        "technologies": _sorted(case.technologies.values_list("slug", flat=True)),
        "functions": _sorted(case.functions.values_list("treatment_function", flat=True)),
        "barriers": _sorted(case.barriers.values_list("barrier", flat=True)),
        "outcomes": [_outcome(each) for each in case.outcomes.select_related("area")],
        "files": [[file.number, file.upload.name, file.caption] for file in _files(case)],
    }


@transaction.atomic
def keep(*, case: CaseStudy, by: User | None, note: str = "") -> CaseVersion:
    """Write down what a case study holds now as its next version, and count it on the case study.

    Call it after each change, in the change's transaction, with the row locked. Nothing changed is nothing kept: the
    newest version is returned. What moderators were asked of an earlier one they need not answer any more.
    """
    content = _text_of(content_of(case))
    newest = case.versions.last()
    if newest and newest.content == content:
        return newest
    case.version = newest.number + 1 if newest else 1
    save_as_changed(case, "version")
    if newest and asked_to_lift(case):
        note_down(case, Act.CHANGED, by)
    return CaseVersion.objects.create(case=case, number=case.version, content=content, note=note, by=by)


@transaction.atomic
def restore(*, version: CaseVersion, by: User, read: int | None = None) -> CaseStudy:
    """Put what an earlier version held back, as the newest version; files stay as they are.

    `read`: the version that the person decided on, refused where there is a newer one. Raises LifeRefused.
    """
    case = locked(version.case)
    require(case, CaseStudy.EDITABLE)
    if read is not None and read != case.version:
        raise ReadAnOlderOne
    if not version.content or _without_files(version.written) == _without_files(content_of(case)):
        raise NothingToRestore
    _write(case, version.written)
    if case.state == CaseStudy.State.PUBLISHED and has_patient_data(case):
        raise PatientDataInVersion
    hold_if_needed(case)
    save_as_changed(case, "held_because", *COLUMNS)
    keep(case=case, by=by, note=f"Version {version.number} put back")
    put_on_record(case, "restore revision", by, restored=version.number)
    return case


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _sorted(values) -> list[str]:
    return sorted(values)


def _text_of(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _files(case: CaseStudy):
    return case.files.select_related("upload")


def _outcome(outcome: Outcome) -> dict:
    chosen = {name: getattr(outcome, name) for name in OF_OUTCOMES}
    dates = {"starts": _plain(outcome.starts), "ends": _plain(outcome.ends)}
    return chosen | dates | {"area": outcome.area.code}


def _without_files(content: dict) -> dict:
    return {name: value for name, value in content.items() if name != "files"}


def _write(case: CaseStudy, content: dict) -> None:
    """Give a case study the content of a version. Who it is of stays: its home decides who reviews it."""
    for name in COLUMNS:
        setattr(case, name, _date(content[name]) if name in DATES else content[name])
    case.areas.set(Area.objects.filter(code__in=content["areas"]))
    case.technologies.set(Technology.objects.filter(slug__in=content["technologies"]))
    for rows in (case.functions, case.barriers, case.outcomes):
        rows.all().delete()
    CaseFunction.objects.bulk_create(
        CaseFunction(case=case, treatment_function=code) for code in content["functions"]
    )
    CaseBarrier.objects.bulk_create(
        CaseBarrier(case=case, barrier=barrier) for barrier in content["barriers"]
    )
    _write_outcomes(case, content["outcomes"])


def _write_outcomes(case: CaseStudy, outcomes: list[dict]) -> None:
    areas = Area.objects.in_bulk([each["area"] for each in outcomes], field_name="code")
    for each in outcomes:
        dates = {"starts": _date(each["starts"]), "ends": _date(each["ends"])}
        chosen = {name: each[name] for name in OF_OUTCOMES}
        Outcome.objects.create(case=case, area=areas[each["area"]], **chosen, **dates)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
