"""What people download of what they wrote as case studies, and what stays when their account is closed."""

import pytest

from accounts.actions.closing import close_account
from accounts.personal_data import all_about
from casestudies.actions import lives
from casestudies.models import Authorship, Collection, CollectionEntry, Draft, Mark, SavedSearch
from metrics.models import Area
from tests.casestudies.lives import lead, whole_case
from tests.factories import member

pytestmark = pytest.mark.django_db


def begun(author):
    return lives.start(
        by=author, home=Area.objects.get(code="03R"), title="Same-day clinics", done="We began."
    )


def test_people_download_what_they_wrote_saved_or_not():
    author = member()
    case = begun(author)
    Draft.objects.create(
        case=case, person=author, version=1, group="what", fields={"done": "We began twice."}
    )

    data = all_about(author)

    assert data["case_studies"][0]["answers"] == {"done": "We began."}
    assert "We began." in data["case_study_versions"][0]["content"]
    assert data["case_study_drafts"][0]["fields"] == {"done": "We began twice."}
    assert [each["act"] for each in data["case_study_decisions"]] == ["started"]


def keeping(by):
    """Have a person mark a case study, put it into a collection and save a search."""
    case = whole_case(state="published")
    Mark.objects.create(case=case, person=by, kind="runs")
    collection = Collection.objects.create(owner=by, title="Theatres", is_shared=True)
    CollectionEntry.objects.create(collection=collection, case=case, note="Ask them.", position=1)
    SavedSearch.objects.create(owner=by, name="Attempts", query="kind=attempt")


def test_people_download_what_they_kept_as_readers_and_nothing_of_others():
    by = member()
    keeping(member())
    keeping(by)

    data = all_about(by)

    assert [row["kind"] for row in data["case_study_marks"]] == ["runs"]
    kept = [(row["title"], row["entries__note"]) for row in data["case_study_collections"]]
    assert kept == [("Theatres", "Ask them.")]
    assert [row["query"] for row in data["saved_searches"]] == ["kind=attempt"]


def test_what_a_reader_kept_goes_with_their_account_and_nothing_of_others():
    by, other = member(), member()
    keeping(by)
    keeping(other)

    close_account(user=by)

    for kept in (Mark.objects.filter(person=by), by.collections, by.saved_searches):
        assert not kept.exists()
    for kept in (Mark.objects.filter(person=other), other.collections, other.saved_searches):
        assert kept.count() == 1


def test_reviewers_download_what_they_said_and_no_case_study():
    case, by = whole_case(state="submitted"), lead()
    lives.ask_for_changes(case=case, by=by, words="Say since when.", comments={"done": "Who?"})

    data = all_about(by)

    assert data["case_studies"] == []
    assert data["case_study_comments"][0]["text"] == "Who?"
    assert data["case_study_decisions"][0]["words"] == "Say since when."


def test_nobody_downloads_what_others_wrote():
    begun(member())

    data = all_about(member())

    assert not any(data[name] for name in data if name.startswith("case_stud"))


def test_what_was_erased_for_good_is_not_downloaded():
    author = member()
    whole_case(author, state="erased", title="")

    assert all_about(author)["case_studies"] == []


def test_a_case_study_stays_under_former_member_when_its_authors_account_is_closed():
    case = whole_case(state="published")
    author = case.authorships.get().person

    close_account(user=author)

    case.refresh_from_db()
    assert case.state == "published"
    assert [each.person.public_name for each in case.authorships.all()] == ["Former member"]


def test_what_a_former_member_wrote_with_others_stays_theirs():
    author, other = member(), member()
    case = begun(author)
    Authorship.objects.create(case=case, person=other)

    close_account(user=author)

    assert all_about(other)["case_studies"][0]["title"] == "Same-day clinics"
