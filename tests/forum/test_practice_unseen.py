"""What is drafted, held, sent in, returned, hidden, removed or erased of case studies and adoption is nowhere.

Every address of the site is asked by everybody who must not see it, files and papers too; whatever is added later is
asked as well.
"""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.letters import words_of
from accounts.models import Letter, Notice, User
from safety import search
from safety.models import AuditEntry, Document
from tests import factories
from tests.accounts.outbox import deliver
from tests.casestudies.adopting import lead
from tests.factories import member, person, verified
from tests.forum import answers
from tests.forum.answers import signed
from tests.forum.unseen_practice import AREA, BOARD, CASES, PROPOSED, RECORDS, Practice
from tests.published import APRIL, MAY

pytestmark = pytest.mark.django_db
WORDS = {*CASES.values(), *RECORDS.values(), PROPOSED}
SAID = re.compile("|".join(sorted(WORDS)), re.IGNORECASE)
PUBLISHED = {each for state in RECORDS for each in (CASES[state], RECORDS[state])}
OUTSIDERS = {
    "a visitor": lambda: None,
    "somebody unverified": lambda: person(),
    "somebody who is no member": lambda: verified(),
    "a member of the area": lambda: member(AREA),
    "a lead of another board": lambda: lead("QOP"),
}


@pytest.fixture
def practice(settings, tmp_path) -> Practice:
    settings.MEDIA_ROOT = tmp_path
    rows = {"incomplete": 1000, "within_18": 600, "admitted": 200, "non_admitted": 300}
    for month in (APRIL, MAY):
        factories.figures(month, *({"area": code} | rows for code in ("ENGLAND", BOARD, AREA, "15F")))
    return Practice()


def told(client: Client, address: str) -> set[str]:
    """Return which of the words an address answers with, papers too, but for what was asked itself."""
    said = answers.told(client, address)
    return {word.capitalize() for word in SAID.findall(said)}


def leaks(who: User | None, addresses: list[str]) -> dict[str, set[str]]:
    client = signed(who)
    return {address: words for address in addresses if (words := told(client, address))}


def test_no_address_of_the_site_tells_of_it_any_more(practice):
    practice.write()
    reader = member("15F")
    practice.keep_of(reader)
    addresses = list(practice.addresses())
    # As long as it is published it is there to be found, and kept wherever pages are kept.
    seen = leaks(reader, addresses)
    assert set.union(*seen.values()) == PUBLISHED
    assert len(seen) > 20

    practice.take_away()
    addresses = sorted({*addresses, *practice.addresses()})

    assert leaks(reader, addresses) == {}


@pytest.mark.parametrize("reader", OUTSIDERS)
def test_no_address_of_the_site_tells_others_of_it(practice, reader):
    practice.write()
    practice.take_away()

    assert leaks(OUTSIDERS[reader](), list(practice.addresses())) == {}


def test_its_boards_lead_reads_what_is_written_for_it_and_no_more(practice):
    practice.write()
    practice.take_away()

    found = leaks(lead(BOARD), list(practice.addresses()))

    of_cases = {CASES[state] for state in ("draft", "submitted", "returned")}
    assert set.union(*found.values()) == of_cases | {RECORDS["hidden"], PROPOSED}


def test_no_mail_of_it_goes_to_others_and_no_log_or_index_has_it(
    practice, django_capture_on_commit_callbacks
):
    others = [member("15F"), member(AREA), lead("QOP")]
    with django_capture_on_commit_callbacks(execute=True):
        practice.write()
        practice.keep_of(others[0])
        practice.take_away()
    deliver()

    own = {practice.author.email, practice.recorder.email}
    sent = [f"{one.subject} {one.body} {one.extra_headers}" for one in mail.outbox if not {*one.to} <= own]
    sent += [f"{one.subject} {one.text} {one.address}" for one in Notice.objects.filter(user__in=others)]
    sent += [f"{one.reason} {one.about} {one.details}" for one in AuditEntry.objects.all()]
    sent += [f"{one.title} {one.body}" for one in Document.objects.all()]
    assert mail.outbox
    assert [text for text in sent if SAID.search(text)] == []
    assert search.found("case study", "wintergarden") == []


def test_nobody_is_left_a_word_of_what_was_erased(practice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        practice.write()
        practice.take_away()

    said = [f"{one.subject} {one.text} {one.address}" for one in Notice.objects.all()]
    said += [f"{one.subject} {one.text} {words_of(one)}" for one in Letter.objects.all()]
    erased = re.compile(f"{CASES['erased']}|{RECORDS['erased']}", re.IGNORECASE)
    assert [text for text in said if erased.search(text)] == []
