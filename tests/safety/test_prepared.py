"""Queries prepared once find what the same queries find when they are built anew."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import BigIntegerField, CharField, Prefetch
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Claim, User
from metrics.models import Area
from safety.prepared import Late, Moment, Prepared, today
from tests.factories import member

pytestmark = pytest.mark.django_db
PK = Late("pk", BigIntegerField())


def test_a_query_that_was_prepared_finds_what_is_asked_for_now():
    ann, ben = member(name="Ann"), member(name="Ben")
    one = Prepared(lambda: User.objects.filter(pk=PK))

    assert [one(pk=ann.pk).all, one(pk=ben.pk).all, one(pk=0).all] == [[ann], [ben], []]


def test_its_sql_is_built_once():
    built = []

    def build():
        built.append(1)
        return User.objects.filter(pk=PK)

    one = Prepared(build)
    with CaptureQueriesContext(connection) as asked:
        one(pk=1), one(pk=2)

    assert len(built) == 1
    assert len(asked) == 2


def test_rows_are_models_with_what_is_beside_them_and_what_is_prefetched():
    ann = member("03R", name="Ann")
    held = Claim.objects.holding().select_related("area")
    people = Prepared(
        lambda: User.objects.filter(pk=PK).prefetch_related(Prefetch("claims", held, to_attr="held"))
    )
    claims = Prepared(lambda: Claim.objects.select_related("user", "area").filter(user=PK))

    with CaptureQueriesContext(connection) as asked:
        found = people(pk=ann.pk).all[0]
        claim = claims(pk=ann.pk).all[0]
        assert [found.name, found.held[0].area.code] == ["Ann", "03R"]
        assert [claim.user.name, claim.area.code, claim.claimed_at.tzinfo] == ["Ann", "03R", UTC]

    assert len(asked) == 3


def test_the_rows_themselves_tell_whether_anything_has_changed():
    ann = member(name="Ann")
    names = Prepared(lambda: User.objects.filter(pk=PK).values_list("name", "job_role"))
    before = names(pk=ann.pk).rows

    assert names(pk=ann.pk).rows == before
    User.objects.filter(pk=ann.pk).update(job_role="Director")
    assert names(pk=ann.pk).rows != before


def test_each_shape_is_a_query_of_its_own():
    ordered = Prepared(lambda *by: Area.objects.filter(code__in=["03R", "15F"]).order_by(*by))

    assert [area.code for area in ordered("code").all] == ["03R", "15F"]
    assert [area.code for area in ordered("-code").all] == ["15F", "03R"]


def test_what_finds_nothing_whatever_is_asked_asks_nothing():
    none = Prepared(lambda: User.objects.filter(pk__in=[]))
    with CaptureQueriesContext(connection) as asked:
        assert none().all == []
    assert not asked.captured_queries


def test_the_moment_is_when_it_is_asked_prepared_or_not():
    member(name="Ann")
    User.objects.update(date_joined=datetime(2026, 5, 1, tzinfo=UTC))
    joined = User.objects.filter(date_joined__lte=Moment(), name="Ann")
    prepared = Prepared(lambda: User.objects.filter(date_joined__lte=Moment(), name="Ann"))
    by_day = Prepared(lambda: User.objects.filter(date_joined__date__lte=today(), name="Ann"))

    for day, found in ((30, 0), (32, 1), (29, 0)):
        with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(days=day - 1), tick=False):
            assert [joined.all().count(), len(prepared().all), len(by_day().all)] == [found] * 3


def test_a_moment_that_is_built_in_is_refused():
    late = Prepared(lambda: User.objects.filter(date_joined__lt=timezone.now()))

    with pytest.raises(ValueError, match="A moment of its own is built into"):
        late()


def test_words_are_bound_and_not_pasted_in():
    member(name="Ann")
    named = Prepared(lambda: User.objects.filter(name=Late("name", CharField())))

    assert named(name="x' OR '1'='1").all == []
    assert len(named(name="Ann").all) == 1


@pytest.mark.parametrize("name", ["100% %s", "O'Brien \\ --", "%%", "a\nb; é", ""])
def test_any_word_is_found_whether_it_is_given_late_or_was_known(name):
    one, other = member(name=name), member(name="%s")
    late = Prepared(lambda: User.objects.filter(name=Late("name", CharField()), email__contains="example"))
    known = Prepared(lambda: User.objects.filter(name=name, pk__in=[one.pk, other.pk]).exclude(pk=PK))
    likes = Prepared(lambda: User.objects.filter(name__contains="%", pk=PK))

    assert late(name=name).all == list(User.objects.filter(name=name, email__contains="example"))
    assert one in late(name=name).all
    assert known(pk=other.pk).all == [one]
    assert likes(pk=one.pk).all == ([one] if "%" in name else [])
    assert likes(pk=other.pk).all == [other]
