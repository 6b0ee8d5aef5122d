"""A prepared month → a version → what readers see: load whole, check, switch; or hold, roll back, withdraw."""

import hashlib
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pandas as pd
from django.db import transaction
from django.utils import timezone

from metrics.compute.jumps import jumps, vanished
from metrics.ingest.load import load_figures, load_provider_use, load_providers
from metrics.ingest.prepare import Context, Prepared
from metrics.ingest.rtt import Finding, Quarantined, compare_with_previous
from metrics.models import Area, FigureSet, ProviderUse, Publication, PublishedMonth, Release
from metrics.queries import figures_frame, membership_on
from safety import audit

NATIONAL_JUMP = 0.10
BOARD_JUMP = 0.30


class PublishingRefused(Exception):
    """A month that may not be published, with the reason in words."""


class DemonstrationBesideReal(PublishingRefused):
    def __init__(self):
        super().__init__(
            "Invented figures are never published beside real ones: remove the real months first."
        )


class NotReady(PublishingRefused):
    pass


def known_release(path: Path) -> FigureSet | None:
    """Return the version that this very file has made already, None when there is none."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return FigureSet.objects.filter(release__sha256=digest.hexdigest()).select_related("release").first()


def context_for(month: date | None, *, expected: date | None = None) -> Context:
    """Gather what preparing a month's file needs to know; without a month, by the areas of today."""
    today = timezone.localdate()
    return Context(
        today=today,
        membership=membership_on(month or today),
        known=frozenset(Area.objects.of_kind(Area.Kind.SICBL).values_list("code", flat=True)),
        expected=expected,
    )


def _compared_with_neighbour(prepared: Prepared, release: Release) -> tuple[Finding, ...]:
    """Compare a file's size with the month before or after, and its providers with the month before.

    Raises Quarantined when so many rows came or went that the file cannot be whole.
    """
    neighbour = _neighbour(release, months=(-1, 1))
    if neighbour is None:
        return ()
    providers = None
    if neighbour.month < prepared.month:
        use = ProviderUse.objects.filter(figure_set=neighbour)
        providers = frozenset(use.values_list("provider__code", flat=True).distinct())
    found = compare_with_previous(prepared.provenance, prepared.providers, neighbour.release.rows, providers)
    refused = tuple(finding for finding in found if finding.severity == "Q")
    if refused:
        raise Quarantined(refused)
    return found


def _neighbour(release: Release, *, months: tuple[int, ...]) -> FigureSet | None:
    """Return the first version published at one of these distances; real and invented months are never compared."""
    for distance in months:
        month = (pd.Timestamp(release.month) + pd.DateOffset(months=distance)).date()
        found = FigureSet.objects.filter(
            published__month=month, release__is_demonstration=release.is_demonstration
        ).select_related("release")
        if found:
            return found[0]
    return None


@transaction.atomic
def bring_in(prepared: Prepared, *, address: str, kept_as: str = "", by=None, reason: str = "") -> FigureSet:
    """Load a prepared month as a new version and publish it, or hold it: whole or not at all.

    Returns the version; its `state` is READY (and published, unless something newer is) or HELD. The same file
    again changes nothing and returns the version that is there. Raises PublishingRefused or Quarantined, with
    nothing changed.
    """
    release = _record_release(prepared, address=address, kept_as=kept_as, by=by)
    figure_set = release.figure_sets.first()
    if figure_set is None:
        warnings = (*prepared.warnings, *_compared_with_neighbour(prepared, release))
        figure_set = FigureSet.objects.create(
            release=release, month=prepared.month, warnings=[asdict(finding) for finding in warnings]
        )
        _load(figure_set, prepared)
        _settle(figure_set, prepared.figures)
        if figure_set.state == FigureSet.State.READY:
            _publish_unless_older(figure_set, by=by, reason=reason)
    return figure_set


def _record_release(prepared: Prepared, *, address: str, kept_as: str, by) -> Release:
    found = prepared.provenance
    release, _ = Release.objects.get_or_create(
        sha256=found.sha256,
        defaults={
            "month": prepared.month,
            "address": address,
            "file_name": found.file_name,
            "kept_as": kept_as,
            "size": found.size,
            "rows": found.rows,
            "revised": found.revised,
            "made_on": found.made_on,
            "is_demonstration": "demonstration" in found.file_name.lower(),
            "received_by": by,
        },
    )
    return release


def _load(figure_set: FigureSet, prepared: Prepared) -> None:
    load_providers(prepared.organisations, prepared.month)
    area_ids = dict(Area.objects.values_list("code", "pk"))
    load_figures(figure_set, prepared.figures, area_ids)
    load_provider_use(figure_set, prepared.use, area_ids)


def _settle(figure_set: FigureSet, figures: pd.DataFrame) -> None:
    """Decide whether a loaded version may be published at once or waits for an administrator.

    It is compared with the same month as published, else with the month before, else with the month after.
    """
    neighbour = _neighbour(figure_set.release, months=(0, -1, 1))
    found = _odd(figures, neighbour.month, figure_set.month) if neighbour else []
    figure_set.held_because = "\n".join(found)
    figure_set.state = FigureSet.State.HELD if found else FigureSet.State.READY
    figure_set.save(update_fields=["state", "held_because"])


def _odd(figures: pd.DataFrame, neighbour: date, month: date) -> list[str]:
    """Return what must not be published unseen: jumps of England or a board, a location that is gone."""
    kinds = [Area.Kind.ENGLAND, Area.Kind.ICB, Area.Kind.SICBL]
    published = figures_frame(kinds=kinds, months=[neighbour])
    codes = {kind: set(_codes(kind, month)) & set(published["area"]) for kind in kinds}
    return [
        *jumps(figures, published, boards=codes[Area.Kind.ICB], national=NATIONAL_JUMP, board=BOARD_JUMP),
        *vanished(figures, published, areas=codes[Area.Kind.SICBL]),
    ]


def _codes(kind: str, month: date) -> list[str]:
    """Return the areas of a kind in `month`, and those of later whose history is made from them."""
    areas = Area.objects.of_kind(kind)
    valid = areas.valid_on(month) if kind == Area.Kind.SICBL else areas
    return list(valid.values_list("code", flat=True))


def _publish_unless_older(figure_set: FigureSet, *, by, reason: str) -> None:
    current = PublishedMonth.objects.select_for_update().filter(month=figure_set.month).first()
    if current and _is_older(figure_set.release, current.figure_set.release):
        return
    switch(figure_set, kind=Publication.Kind.PUBLISHED, by=by, reason=reason)


def _is_older(release: Release, published: Release) -> bool:
    if published.is_demonstration or not (release.made_on and published.made_on):
        return False
    return release.made_on < published.made_on


@transaction.atomic
def switch(figure_set: FigureSet, *, kind: str, by=None, reason: str = "") -> Publication:
    """Make a version the one that readers see, and record who did so. The switch is one row in one transaction."""
    if figure_set.state != FigureSet.State.READY:
        raise NotReady(
            f"The version of {figure_set.month:%B %Y} is {figure_set.get_state_display().lower()}."
        )
    _keep_real_and_invented_apart(figure_set.release, by=by)
    PublishedMonth.objects.update_or_create(month=figure_set.month, defaults={"figure_set": figure_set})
    return Publication.objects.create(
        month=figure_set.month, figure_set=figure_set, kind=kind, by=by, reason=reason
    )


def _keep_real_and_invented_apart(release: Release, *, by) -> None:
    """Withdraw invented months when a real one comes; refuse an invented one beside real ones."""
    if release.is_demonstration:
        if PublishedMonth.objects.filter(figure_set__release__is_demonstration=False).exists():
            raise DemonstrationBesideReal
        return
    for invented in PublishedMonth.objects.filter(figure_set__release__is_demonstration=True):
        withdraw(invented.month, by=by, reason="Real figures have come.")


@transaction.atomic
def withdraw(month: date, *, by=None, reason: str) -> Publication:
    """Take a month out of what readers see; its versions stay."""
    published = PublishedMonth.objects.select_for_update().get(month=month)
    figure_set = published.figure_set
    published.delete()
    publication = Publication.objects.create(
        month=month, figure_set=figure_set, kind=Publication.Kind.WITHDRAWN, by=by, reason=reason
    )
    _write_down("withdraw month", publication)
    return publication


@transaction.atomic
def roll_back(figure_set: FigureSet, *, by, reason: str) -> Publication:
    """Switch a month to another of its versions, with a reason for the record."""
    publication = switch(figure_set, kind=Publication.Kind.ROLLED_BACK, by=by, reason=reason)
    _write_down("roll back month", publication)
    return publication


@transaction.atomic
def release_from_hold(figure_set: FigureSet, *, by, reason: str) -> Publication:
    """Publish a version that was held because its figures jump."""
    figure_set = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    if figure_set.state != FigureSet.State.HELD:
        raise NotReady(f"The version of {figure_set.month:%B %Y} is not held.")
    figure_set.state = FigureSet.State.READY
    figure_set.save(update_fields=["state"])
    publication = switch(figure_set, kind=Publication.Kind.RELEASED, by=by, reason=reason)
    _write_down("release month", publication)
    return publication


def _write_down(act: str, publication: Publication) -> None:
    audit.record(
        act=act,
        by=publication.by,
        about=publication.figure_set,
        reason=publication.reason,
        month=f"{publication.month:%Y-%m}",
    )
