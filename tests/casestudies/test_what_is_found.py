"""Which words of case studies stand in the index: those that everybody may read, in every state and after every act."""

import pytest

from casestudies.actions import demonstrating, lives, registering
from casestudies.actions.moderating import put
from casestudies.actions.registering import Entry
from casestudies.actions.writing import save
from casestudies.models import CaseStudy, Collection
from casestudies.searched import CASE_STUDY, COLLECTION
from config import prepare
from safety import search
from safety.models import Document
from safety.search import documents
from tests.casestudies.lives import whole_case
from tests.factories import case_study, member, moderator, technology

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def found(words: str) -> list[int]:
    return search.found(CASE_STUDY, words)


def in_the_index():
    """Return what is there of case studies and collections."""
    return Document.objects.filter(kind__in=[CASE_STUDY, COLLECTION])


@pytest.mark.parametrize("state", CaseStudy.State.values)
def test_the_words_of_a_case_study_are_there_while_everybody_finds_it(state):
    because = {"retired_because": "Replaced"} if state == "retired" else {}

    case = case_study(state=state, title="Wobble clinics", **because)

    assert found("wobble") == ([case.pk] if state == "published" else [])
    assert in_the_index().exists() == (state == "published")


@pytest.mark.parametrize("state", ["draft", "returned", "hidden", "removed", "erased"])
def test_they_go_when_it_comes_to_another_state(state):
    case = case_study(state="published", title="Wobble clinics")

    case.state = state
    case.save(update_fields=["state"])

    assert not in_the_index().exists()


def test_every_act_puts_them_in_or_takes_them_out():
    by = moderator()
    case = whole_case(state="submitted")
    steps = [
        (lambda: lives.publish(case=case, by=by), True),
        (lambda: put(case=case, act="hidden", by=by), False),
        (lambda: put(case=case, act="unhidden", by=by), True),
        (lambda: put(case=case, act="removed", by=by), False),
        (lambda: put(case=case, act="restored", by=by), True),
        (lambda: lives.retire(case=case, by=by, because="Closed."), False),
        (lambda: lives.bring_back(case=case, by=by), True),
    ]
    for act, is_found in steps:
        act()
        assert in_the_index().exists() == is_found


def test_what_is_written_anew_is_found_by_its_new_words():
    author = member()
    case = case_study(author, state="published", answers={"done": "A **wobble** board."})
    case.save()
    assert found("wobble board") == [case.pk]

    save(case=case, by=author, version=case.version, fields={"done": "A rota."})

    assert found("wobble") == []
    assert found("rota") == [case.pk]


def test_it_is_found_by_what_it_is_about():
    scope = registering.enter(
        entry=Entry({"name": "Zoomscope", "kind": "device", "summary": "S"}, aliases=("Peeker",)),
        by=moderator(),
        is_proposal=False,
    )
    case = case_study(state="published", functions=["C_120"], technologies=[scope])
    case.save()

    for words in ("ENT", "Wakefield", "zoomscope", "peeker"):
        assert found(words) == [case.pk]


def test_it_is_found_by_the_new_name_of_its_technology():
    scope = technology("Zoomscope")
    case = case_study(state="published", technologies=[scope])
    registering.change(
        technology=scope,
        entry=Entry({"name": "Farscope", "kind": "device", "summary": "S"}),
        by=moderator(),
        seen_as=registering.seen(scope),
    )
    assert found("farscope") == [case.pk]

    registering.decide(technology=scope, state="withdrawn", by=moderator(), reason="Gone")

    assert found("farscope") == []


def test_whom_to_ask_is_not_found():
    case_study(state="published", contact_role="Wobble lead", contact_email="wobble@example.nhs.uk")

    assert found("wobble") == []


def test_a_deleted_case_study_is_not_found():
    case_study(state="published")

    CaseStudy.objects.all().delete()

    assert not in_the_index().exists()


def test_the_demonstration_taken_off_is_not_found():
    demonstrating.put_on()
    assert in_the_index().count() == CaseStudy.objects.count() + Collection.objects.count()

    demonstrating.take_off()

    assert not in_the_index().exists()


def test_all_words_are_read_again():
    case = case_study(state="published", title="Wobble clinics")
    case_study(title="Wobble draft")
    Document.objects.all().delete()

    counts = search.rebuild()

    assert (counts[CASE_STUDY], counts[COLLECTION]) == (1, 0)
    assert found("wobble") == [case.pk]


def test_a_site_that_had_case_studies_before_it_had_a_search_finds_them_after_its_next_start():
    case = case_study(state="published", title="Wobble clinics")
    Document.objects.all().delete()

    prepare.search()

    assert found("wobble") == [case.pk]


def test_a_start_reads_no_case_study_again_while_there_is_one_in_the_index(monkeypatch):
    case_study(state="published", title="Wobble clinics")
    monkeypatch.setitem(documents._SOURCES, CASE_STUDY, lambda: pytest.fail("read again"))

    prepare.search()

    assert len(found("wobble")) == 1
