"""Many records at once: a file's lines, all or none, and a board's grid, what changed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from casestudies.actions.adoption.content import Fields, differs
from casestudies.actions.adoption.recording import is_there, locked, make, next_version, take, write
from casestudies.actions.adoption.refusals import AdoptionRefused, ChangedMeanwhile, OlderSheet
from casestudies.models import Adoption, Technology
from casestudies.models.steps import Step
from metrics.models import Area
from safety import audit


@dataclass(frozen=True)
class Line:
    """A line of a file. `version`: of the record when the file was saved, where it says so."""

    number: int
    area: Area
    technology: Technology
    step: Step
    fields: Fields
    version: int | None = None


@dataclass(frozen=True)
class Done:
    """How many records a file or a grid made and changed; all others were so already."""

    made: int
    changed: int


class LinesRefused(Exception):
    """Lines that cannot be recorded, each with why: nothing of the file is."""

    def __init__(self, refused: Sequence[tuple[int, AdoptionRefused]]):
        super().__init__(f"{len(refused)} lines cannot be recorded.")
        self.refused = refused


@dataclass(frozen=True)
class Cell:
    """What a grid was sent of an area and a technology. `version`: of the record that was shown; 0 where none was."""

    area: Area
    technology: Technology
    step: Step
    version: int


@dataclass(frozen=True)
class Conflict:
    """A cell that is not written. `there`: the record as somebody else left it meanwhile, if that is why."""

    cell: Cell
    words: str
    there: Adoption | None = None


def put(
    *, adoption: Adoption, step: Step, fields: Fields, by: User, version: int | None = None
) -> tuple[Adoption, bool]:
    """Let a record say this, whatever it said before; return it, and whether that changed it. Raises AdoptionRefused.

    `version`: what was read of it, if known; a change of an older one is refused.
    """
    adoption = locked(adoption)
    is_new_step, says_more = not is_there(adoption, step), differs(adoption, fields)
    if not (is_new_step or says_more):
        return adoption, False
    if version is not None and version != adoption.version:
        raise ChangedMeanwhile(adoption, version)
    write(adoption, fields)
    if is_new_step:
        take(adoption, step, by)
    next_version(adoption, by)
    return adoption, True


@transaction.atomic
def bring_in(*, lines: Sequence[Line], by: User) -> Done:
    """Record every line of a file, or none. The same file again changes nothing. Raises LinesRefused."""
    made, changed, refused = 0, 0, []
    for line in lines:
        try:
            is_new, is_changed = _bring_in(line, by)
        except AdoptionRefused as why:
            refused.append((line.number, why))
        else:
            made, changed = made + is_new, changed + is_changed
    if refused:
        raise LinesRefused(refused)
    if made or changed:
        audit.record(act="import adoption", by=by, about="adoption", made=made, changed=changed)
    return Done(made, changed)


def _bring_in(line: Line, by: User) -> tuple[bool, bool]:
    """Record a line; return whether it made a record and whether it changed one."""
    key = {"area": line.area, "technology": line.technology, "setting": line.fields.get("setting", "")}
    there = Adoption.objects.filter(**key).first()
    if there is None:
        _, is_new = make(
            area=line.area, technology=line.technology, step=line.step, fields=line.fields, by=by
        )
        return is_new, False
    try:
        _, is_changed = put(adoption=there, step=line.step, fields=line.fields, by=by, version=line.version)
    except ChangedMeanwhile as meanwhile:
        raise OlderSheet(meanwhile.adoption) from None
    return False, is_changed


@transaction.atomic
def fill_in(*, board: Area, cells: Sequence[Cell], by: User) -> tuple[Done, list[Conflict]]:
    """Write the cells of a grid that were changed; those that cannot be are handed back with why, the others stay."""
    made, changed, conflicts = 0, 0, []
    for cell in cells:
        try:
            with transaction.atomic():
                is_new, is_changed = _fill_in(cell, by)
        except _Meanwhile as meanwhile:
            conflicts.append(Conflict(cell, f"{meanwhile}", meanwhile.there))
        except AdoptionRefused as why:
            conflicts.append(Conflict(cell, f"{why}"))
        else:
            made, changed = made + is_new, changed + is_changed
    if made or changed:
        audit.record(act="fill in grid", by=by, about=board, area=board.code, made=made, changed=changed)
    return Done(made, changed), conflicts


class _Meanwhile(AdoptionRefused):
    def __init__(self, there: Adoption):
        self.there = there
        super().__init__(
            f"Somebody recorded “{there.get_stage_display()}” meanwhile. Save again to replace it with yours."
        )


def _fill_in(cell: Cell, by: User) -> tuple[bool, bool]:
    """Write one cell; return whether it made a record and whether it changed one."""
    there = Adoption.objects.filter(area=cell.area, technology=cell.technology, setting="").first()
    if there is None:
        _, is_new = make(area=cell.area, technology=cell.technology, step=cell.step, fields={}, by=by)
        return is_new, False
    there = locked(there)
    if (there.stage, _reasons(there)) == (cell.step.stage, cell.step.reasons):
        return False, False
    if there.version != cell.version:
        raise _Meanwhile(there)
    take(there, cell.step, by)
    next_version(there, by)
    return False, True


def _reasons(adoption: Adoption) -> tuple[str, ...]:
    last = adoption.events.last()
    return tuple(sorted(last.reasons)) if last else ()
