"""Decisions about figures and people are in the audit log: one entry each, with who, why and about what."""

import ast
from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse

from accounts.actions.leads import appoint_lead
from forum.actions.moderation import content
from metrics.actions import publishing, rebasing, refreshing
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area, FigureSet, Refresh
from safety.acts import ACTS
from safety.models import AuditEntry
from safety.permissions import audit_entries_open_to
from tests import factories
from tests.environment import ROOT
from tests.forum import reviewed

pytestmark = pytest.mark.django_db

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
APPS = ("forum", "casestudies", "accounts", "metrics", "safety")


def entries() -> list[tuple]:
    return list(AuditEntry.objects.order_by("number").values_list("act", "by", "about", "reason", "area"))


def test_what_is_decided_of_a_month():
    by = factories.administrator()
    published = factories.published(MAY)
    held = factories.version(MAY, state=FigureSet.State.HELD)

    publishing.release_from_hold(held, by=by, reason="Looked at")
    publishing.roll_back(published, by=by, reason="A provider was lost")
    publishing.withdraw(MAY, by=by, reason="Wrong month")

    assert entries() == [
        ("release month", by.pk, f"figureset:{held.pk}", "Looked at", ""),
        ("roll back month", by.pk, f"figureset:{published.pk}", "A provider was lost", ""),
        ("withdraw month", by.pk, f"figureset:{published.pk}", "Wrong month", ""),
    ]
    assert {entry.details["month"] for entry in AuditEntry.objects.all()} == {"2025-05"}


def test_a_decision_that_was_refused_is_not_written_down():
    with pytest.raises(publishing.NotReady):
        publishing.release_from_hold(factories.version(MAY), by=factories.administrator(), reason="Why not")

    assert entries() == []


def test_a_refresh_that_a_person_asks_for(client):
    by = factories.administrator()
    client.force_login(by)

    client.post(reverse("refreshes"), {"how": "look", "look-reason": "A new month is out"})

    row = Refresh.objects.get()
    assert entries() == [("start refresh", by.pk, f"refresh:{row.pk}", "A new month is out", "")]


def test_a_refresh_by_the_clock_is_no_decision():
    refreshing.queue(Refresh.Kind.DISCOVER, "pages", slot="discover 2026-11-21")

    assert entries() == []


def test_a_rebase_date_set_and_withdrawn():
    by, area = factories.administrator(), Area.objects.get(code="QWO")
    for month in (APRIL, MAY):
        factories.figures(month, {"area": "QWO", "incomplete": 100, "within_18": 61})

    rebase = rebasing.set_rebase(
        area=area,
        measure=MEASURES["within-18-weeks"],
        function=ALL_FUNCTIONS,
        month=MAY,
        reason="A new pathway",
        by=by,
    )
    rebasing.withdraw_rebase(rebase=rebase, reason="A mistake", by=by)

    assert entries() == [
        ("set rebase", by.pk, f"rebase:{rebase.pk}", "A new pathway", "QWO"),
        ("withdraw rebase", by.pk, f"rebase:{rebase.pk}", "A mistake", "QWO"),
    ]


def test_what_moderators_decide_is_told_to_the_leads_of_the_area_that_it_is_about():
    made = factories.post(factories.thread(area=Area.objects.get(code="03R")))
    item = reviewed.reported(post=made)
    content.hide(item=item, by=factories.moderator(), version=item.version, why=reviewed.WHY)
    lead = factories.person()
    appoint_lead(user=lead, area=Area.objects.get(code="QWO"))

    decided = audit_entries_open_to(lead).filter(about=f"post:{made.pk}")

    assert [(entry.act, entry.area) for entry in decided] == [("hide", "03R")]
    assert "Third time" not in decided.get().reason


def acts_named() -> Iterator[str]:
    """Yield each act that a call of `record` names in so many words."""
    for app in APPS:
        for module in (ROOT / app).rglob("*.py"):
            for call in ast.walk(ast.parse(module.read_text())):
                match call:
                    case ast.Call(
                        func=ast.Attribute(attr="record"), keywords=[ast.keyword("act", named), *_]
                    ):
                        yield from words_in(named)


def words_in(named: ast.expr) -> Iterator[str]:
    match named:
        case ast.Constant(value=str(words)):
            yield words
        case ast.IfExp(body=one, orelse=other):
            yield from words_in(one)
            yield from words_in(other)


def test_every_act_that_is_written_down_is_known():
    named = set(acts_named())

    assert "start refresh" in named
    assert named - set(ACTS) == set()
