"""The audit log's page: who reads what of it, how it is narrowed down, and how its pages follow one another."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.actions.leads import appoint_lead
from accounts.models import Restriction, User
from metrics.models import Area
from safety import audit
from safety.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/audit/"
FILE = "/audit/data.csv"
# Session, person, suspension, entries, people; what every page asks besides.
QUERIES = 10


def record(**fields) -> AuditEntry:
    return audit.record(**{"act": "hide", "by": None, "about": "post:31"} | fields)


def lead(code: str = "QWO") -> User:
    made = factories.person(name="Lee Lead")
    appoint_lead(user=made, area=Area.objects.get(code=code))
    return made


@pytest.fixture
def admin(client):
    client.force_login(factories.administrator())
    return client


def numbers(client, address: str = PAGE, **asked) -> list[int]:
    """Return the numbers of the entries that a page shows, in its order."""
    response = client.get(address, asked)
    assert response.status_code == 200, response.status_code
    return [row.entry.number for row in response.context.get("rows", ())]


def text(client, **asked) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", client.get(PAGE, asked).content.decode())


def test_an_entry_is_shown_in_words(admin):
    by = factories.administrator(name="Ada Admin")
    person = factories.person(name="Pat Person")
    record(act="suspension", by=by, about=person, reason="Rude to others", until="2026-02-01", twice=True)

    page = text(admin)

    for words in ("Ada Admin", "administrator", "suspended somebody", "Pat Person", f"user:{person.pk}"):
        assert words in page
    for words in ("Rude to others", "until: 2026-02-01", "twice: yes"):
        assert words in page


def test_the_newest_comes_first(admin):
    for _ in range(3):
        record()

    assert numbers(admin) == [3, 2, 1]


def test_visitors_are_asked_to_sign_in(client):
    for address in (PAGE, FILE):
        assert client.get(address).url == f"{reverse('sign-in')}?next={address}"


def test_members_read_nothing_of_it(client):
    client.force_login(factories.person())

    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("who", [factories.person, lambda: factories.person(is_moderator=True), lead])
def test_administrators_alone_take_the_log_away(client, who):
    client.force_login(who())

    assert client.get(FILE).status_code == 403


def test_moderators_read_what_is_about_content_but_not_who_reported(client):
    seen = [record(act=act).number for act in ("hide", "warn", "suspension")]
    for act in ("report", "appoint lead", "claim approved", "roll back month", "change row"):
        record(act=act)
    client.force_login(factories.person(is_moderator=True))

    assert sorted(numbers(client)) == seen


def test_leads_read_what_is_about_their_board_and_its_parts_but_not_who_reported(client):
    who = lead("QWO")
    appointed = AuditEntry.objects.count()
    seen = [record(act="claim approved", area=code).number for code in ("QWO", "03R")]
    for area in ("QKS", "", "ENGLAND"):
        record(act="claim approved", area=area)
    record(act="report", area="QWO")
    client.force_login(who)

    assert sorted(number for number in numbers(client) if number > appointed) == seen


def test_what_may_not_be_read_is_not_found_by_asking_for_it(client):
    client.force_login(factories.person(is_moderator=True))
    hidden = record(act="appoint lead", about="user:7")

    assert numbers(client, about="user:7") == []
    assert numbers(client, before=hidden.number + 1) == []
    assert client.get(PAGE, {"act": "appoint lead"}).status_code == 400


def test_somebody_suspended_reads_nothing(client):
    who = factories.person(is_moderator=True)
    Restriction.objects.create(user=who, kind=Restriction.Kind.SUSPENSION, reason="Rude")
    client.force_login(who)

    assert client.get(PAGE).status_code == 403


def test_nobody_but_administrators_sees_an_address(client):
    nameless = factories.person("nameless@example.org")
    record(by=nameless)
    client.force_login(factories.person(is_moderator=True))
    assert "nameless@example.org" not in text(client)
    assert numbers(client, person="nameless@") == []

    client.force_login(factories.administrator())
    assert "nameless@example.org" in text(client)
    assert numbers(client, person="nameless@") == [1]


def test_the_log_is_narrowed_down(admin):
    ann, bob = factories.person(name="Ann Ames"), factories.person(name="Bob Bell")
    with time_machine.travel(datetime(2026, 1, 10, 23, 30, tzinfo=UTC), tick=False) as clock:
        record(by=ann, about="post:3")
        record(act="lock", by=bob, about="thread:3")
        clock.move_to(datetime(2026, 1, 11, 0, 30, tzinfo=UTC))
        record(by=bob, about="post:31")

        assert numbers(admin, act="lock") == [2]
        assert numbers(admin, person="ann") == [1]
        assert numbers(admin, person=f"{bob.pk}") == [3, 2]
        assert numbers(admin, about="post") == [3, 1]
        assert numbers(admin, about="post:3") == [1]
        assert numbers(admin, since="2026-01-11") == [3]
        assert numbers(admin, until="2026-01-10") == [2, 1]
        assert numbers(admin, person="bob", about="thread", since="2026-01-10") == [2]


def test_days_are_those_of_england(admin):
    with time_machine.travel(datetime(2026, 7, 10, 23, 30, tzinfo=UTC), tick=False):
        record()

    assert numbers(admin, since="2026-07-11") == [1]
    assert numbers(admin, until="2026-07-10") == []


@pytest.mark.parametrize(
    "asked",
    [{"act": "nonsense"}, {"since": "soon"}, {"until": "2026-02-31"}, {"before": "-1"}, {"after": "9" * 40}],
)
@pytest.mark.parametrize("address", [PAGE, FILE])
def test_what_cannot_be_asked_is_said(admin, address, asked):
    record()

    response = admin.get(address, asked)

    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize("person", ["9" * 40, "\0", "%", "'; --", "²"])
def test_a_strange_person_is_nobody(admin, person):
    record()

    assert admin.get(PAGE, {"person": person}).status_code in (200, 400)


def test_pages_follow_one_another_without_a_gap_while_entries_come(admin):
    for _ in range(120):
        record()

    first = admin.get(PAGE)
    record()
    second = admin.get(PAGE, {"before": first.context["older"]})
    third = admin.get(PAGE, {"before": second.context["older"]})
    back = admin.get(PAGE, {"after": third.context["newer"]})

    shown = [[row.entry.number for row in page.context["rows"]] for page in (first, second, third, back)]
    assert shown[0] + shown[1] + shown[2] == list(range(120, 0, -1))
    assert shown[3] == shown[1]
    assert (first.context["newer"], third.context["older"]) == (None, None)
    assert numbers(admin, after=71) == list(range(121, 71, -1))


def test_links_to_other_pages_ask_for_the_same(admin):
    for _ in range(60):
        record(about="post:3")
        record(about="thread:3")

    page = admin.get(PAGE, {"about": "post", "person": ""}).content.decode()

    assert 'href="?about=post&amp;before=21"' in page
    assert f'href="{FILE}?about=post"' in page


@pytest.mark.parametrize("entries", [1, 10])
def test_a_page_costs_the_same_few_queries(admin, django_assert_num_queries, entries):
    for _ in range(entries):
        record(by=factories.person(), about=factories.person())
    admin.get(PAGE)

    with django_assert_num_queries(QUERIES):
        admin.get(PAGE)


def lines(client, **asked) -> list[dict]:
    response = client.get(FILE, asked)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_file_holds_every_entry_oldest_first(admin):
    for about in ("post:1", "thread:2", "post:3"):
        made = record(about=about, reason="Zürich", until="soon")

    found = lines(admin)

    assert [line["about"] for line in found] == ["post:1", "thread:2", "post:3"]
    assert (found[2]["hash"], found[2]["previous_hash"]) == (made.hash, found[1]["hash"])
    assert (found[2]["reason"], found[2]["details"]) == ("Zürich", '{"until": "soon"}')
    assert [line["number"] for line in lines(admin, about="post")] == ["1", "3"]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_nothing_of_the_file(admin, formula):
    record(reason=formula)

    assert lines(admin)[0]["reason"].startswith("'")


def test_html_in_a_reason_is_text(admin):
    record(reason="<script>alert(1)</script>", about="post:<b>")

    page = admin.get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "post:<b>" not in page
