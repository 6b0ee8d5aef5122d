"""Two people who change the same entry of the register at once: what each wrote, put together."""

import json
from collections.abc import Mapping

from casestudies.forms.technologies.register import ChangeTechnology
from metrics.charts.figure import Column, Table, TableRow

Value = str | list[str]
# What the form sends along of the entry as it was when the page was opened.
WAS = "was"
NOTHING = "Nothing"


def as_read(values: Mapping[str, Value]) -> str:
    """Return what an entry says, for a form to send along."""
    return json.dumps({name: _plain(value) for name, value in values.items()}, ensure_ascii=False)


def put_together(
    form: ChangeTechnology, now: Mapping[str, Value], was: str
) -> tuple[ChangeTechnology, Table]:
    """Return the form with both people's changes, and both beside one another where they differ.

    `now`: what somebody else saved; `was`: what the person had read (`as_read`). What they left as they had read it is
    as the other saved it; what they wrote stays theirs, also where both wrote.
    """
    before, mine = _read(was), {name: _plain(form[name].data or "") for name in now}
    mine = {name: _alike(value, now[name]) for name, value in mine.items()}
    data = form.data.copy()
    for name, value in mine.items():
        if name in before and _alike(before[name], now[name]) == value:
            data.setlist(name, now[name] if isinstance(now[name], list) else [now[name]])
    differs = [name for name in now if mine[name] != _alike(now[name], now[name])]
    rows = [
        TableRow([form.fields[name].label, *(_in_words(form, name, one[name]) for one in (now, mine))])
        for name in differs
    ]
    columns = [Column("Question"), Column("Saved meanwhile"), Column("Yours")]
    return ChangeTechnology(data), Table(
        "meanwhile-table", "Where they differ", columns, rows, is_stacked=True
    )


def _read(was: str) -> dict[str, Value]:
    """Return what a form sent along; nothing of what no page of ours can have sent."""
    try:
        found = json.loads(was)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _plain(value: Value) -> Value:
    """Return a value whose lines end alike, whoever sent it."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return sorted(value) if isinstance(value, list) else value


def _alike(value: Value, now: Value) -> Value:
    """Return a value as comparable with what is saved: of several choices, none is an empty list."""
    return _plain(value or []) if isinstance(now, list) else _plain(value)


def _in_words(form: ChangeTechnology, name: str, value: Value) -> str:
    """Return a value of a field as readers see it."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    values = value if isinstance(value, list) else [value]
    return "\n".join(str(choices.get(one, one)) for one in values) or NOTHING
