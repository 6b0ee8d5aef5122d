"""Two moderators at once, each in a connection of their own: one of them is first, the other is told."""

import pytest

from forum.actions.moderation import content
from forum.actions.moderation.claiming import claim
from forum.actions.moderation.deciding import ClaimedByAnother, StaleDecision
from forum.actions.reporting import report
from forum.models import Post, Report, ReviewItem
from safety.models import AuditEntry
from tests.at_once import at_once
from tests.factories import member, moderator, post, thread
from tests.forum.reviewed import WHY, waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def test_one_of_two_who_take_a_review_on_at_once_has_it():
    item, people = waiting(), [moderator(), moderator()]
    before = AuditEntry.objects.count()

    answers = at_once(*(lambda by=by: claim(item=item, by=by) for by in people))

    refused = [one for one in answers if isinstance(one, ClaimedByAnother)]
    assert len(refused) == 1, answers
    assert ReviewItem.objects.get().claimed_by in people
    assert AuditEntry.objects.count() == before + 1


def test_one_of_two_who_decide_at_once_decides():
    item = waiting()
    decision = {"item": item, "version": item.version, "why": WHY}
    people = [moderator(), moderator()]
    before = AuditEntry.objects.count()

    answers = at_once(*(lambda by=by: content.keep(by=by, **decision) for by in people))

    assert len([one for one in answers if isinstance(one, StaleDecision)]) == 1, answers
    assert item.events.filter(act="approved").count() == 1
    assert AuditEntry.objects.count() == before + 1


def test_people_who_report_at_once_open_one_review():
    made = post(thread())
    flaggers = [member() for _ in range(4)]

    answers = at_once(*(lambda by=by: report(by=by, reason="patient", post=made) for by in flaggers))

    assert [one for one in answers if not isinstance(one, Report)] == []
    assert ReviewItem.objects.get().reports.count() == 4
    assert Post.objects.get(pk=made.pk).state == "hidden"
    assert AuditEntry.objects.filter(act="hide").count() == 1
