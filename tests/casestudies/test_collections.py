"""Collections that anyone can curate and share: each reader sees as much of one as they may read by itself."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import Restriction
from accounts.personal_data import all_about
from casestudies.actions import collecting
from casestudies.actions.collecting import MOST_COLLECTIONS, MOST_ENTRIES
from casestudies.actions.erasing import erase_case
from casestudies.models import CaseStudy, Collection, CollectionEntry
from casestudies.searched import COLLECTION
from safety.models import AuditEntry
from safety.search import found
from tests.casestudies.lives import PATIENT
from tests.factories import (
    administrator,
    case_study,
    collection,
    member,
    moderator,
    signed_in,
    technology,
    verified,
)

pytestmark = pytest.mark.django_db
LIST, MINE, NEW = "/collections/", "/collections/mine/", "/collections/new/"


def published(title: str = "Same-day clinics", **fields) -> CaseStudy:
    return case_study(title=title, state="published", **fields)


def things(of: Collection) -> list[str]:
    return [str(one.thing) for one in of.entries.all()]


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_a_member_begins_a_collection_from_a_case_study_and_adds_a_technology():
    by, case, scope = member(), published(), technology("Pocket scope")
    browser = signed_in(by)
    add = reverse("collection-add", args=[case.pk])

    assert add in text(browser.get(case.get_absolute_url()))
    assert add in text(browser.get("/case-studies/"))
    browser.post(add, {"into": "new", "title": "Seen once", "note": "Begin here."})
    made = Collection.objects.get()
    adding = reverse("collection-add-technology", args=[scope.pk])
    assert adding in text(browser.get(scope.get_absolute_url()))
    browser.post(adding, {"into": made.pk})

    assert (made.owner, made.title, made.is_shared, things(made)) == (
        by,
        "Seen once",
        False,
        ["Same-day clinics", "Pocket scope"],
    )
    assert made.entries.first().note == "Begin here."


def test_what_is_added_twice_is_in_it_once_with_the_newer_words():
    by, case = member(), published()
    made = collection(by, case)

    collecting.add(collection=made, by=by, thing=case, note="Read this.")
    collecting.add(collection=made, by=by, thing=case)

    assert [(one.case, one.note) for one in made.entries.all()] == [(case, "Read this.")]


def test_a_new_collection_that_is_sent_twice_is_one():
    by, case = member(), published()

    for _ in range(2):
        signed_in(by).post(reverse("collection-add", args=[case.pk]), {"into": "new", "title": "Seen once"})

    assert [things(one) for one in by.collections.all()] == [["Same-day clinics"]]


def test_what_is_erased_for_good_is_out_of_collections_with_what_was_said_of_it():
    case = published()
    shared = collection(None, case, published("Nine cataracts"))

    erase_case(case, timezone.now())

    assert things(shared) == ["Nine cataracts"]


def test_it_is_begun_with_words_and_shared_later():
    by = member()
    browser = signed_in(by)
    browser.post(NEW, {"title": "Seen once", "about": "Fewer visits.", "is_shared": "no"})
    made = Collection.objects.get()
    made.entries.create(case=published(), position=1)
    address = made.get_absolute_url()

    assert signed_in(member()).get(address).status_code == 404
    browser.post(
        reverse("collection-edit", args=[made.pk]),
        {"title": "Seen once only", "about": "Fewer visits.", "is_shared": "yes"},
    )

    assert "Fewer visits." in text(signed_in(member()).get(address))
    assert "Seen once only" in text(signed_in(member()).get(LIST))
    assert acts()[-1] == "share collection"


def test_visitors_read_what_is_shared_without_a_name_and_members_with_it(client):
    shared = collection(member(name="Robin Redbreast"), published())
    client.logout()

    as_visitor, as_member = text(client.get(LIST)), text(signed_in(member()).get(LIST))

    assert "1 in it · by a member" in as_visitor
    assert "1 in it · by Robin Redbreast" in as_member
    assert "Robin" not in text(client.get(shared.get_absolute_url()))
    assert "Robin Redbreast" in text(signed_in(member()).get(shared.get_absolute_url()))


def test_what_is_private_is_its_owners_alone(client):
    by, case = member(), published()
    private = collection(by, case, title="Zebra plans", is_shared=False)
    address = private.get_absolute_url()

    assert client.get(address).status_code == 302
    for other in (member(), verified(), moderator(), administrator()):
        browser = signed_in(other)
        assert browser.get(address).status_code == 404
        assert "Zebra" not in text(browser.get(LIST)) + text(browser.get(MINE))
        assert "Zebra" not in text(browser.get(case.get_absolute_url()))
    assert found(COLLECTION, "zebra") == []
    assert "Zebra plans" in text(signed_in(by).get(MINE))
    assert "Zebra" not in text(signed_in(by).get(LIST))


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "hidden", "removed"])
def test_what_a_reader_may_not_see_is_neither_shown_nor_counted(client, state):
    writer = member()
    secret = case_study(writer, title="Zebra clinic", state=state)
    shared = collection(None, published("Open clinic"), secret)
    shared.entries.filter(case=secret).update(note="Zebra words")

    for browser in (client, signed_in(member())):
        assert "Zebra" not in text(browser.get(shared.get_absolute_url()))
        assert "1 in it" in text(browser.get(LIST))
    seen = "Zebra" in text(signed_in(writer).get(shared.get_absolute_url()))
    assert seen == (state != "removed")


def test_a_technology_that_is_not_listed_is_neither_shown_nor_counted(client):
    withdrawn = technology("Zebra scope", state="withdrawn")
    shared = collection(None, withdrawn, published())

    assert "Zebra" not in text(client.get(shared.get_absolute_url()))
    assert "1 in it" in text(client.get(LIST))


def test_a_collection_in_which_a_reader_sees_nothing_is_not_listed(client):
    collection(None, title="Zebra empty")
    collection(None, case_study(), title="Zebra drafts")

    assert "Zebra" not in text(client.get(LIST))
    assert "No collections yet" in text(client.get(LIST))


@pytest.mark.parametrize("state", ["draft", "submitted", "hidden", "removed"])
def test_only_what_everybody_reads_is_added(state):
    by = member()
    case, made = case_study(by, state=state), collection(by)

    answer = signed_in(by).post(reverse("collection-add", args=[case.pk]), {"into": made.pk})

    assert answer.status_code == 404
    with pytest.raises(collecting.NotToBeCollected):
        collecting.start_with(by=by, thing=case, title="Mine")
    assert things(made) == []
    assert Collection.objects.count() == 1


def moved(browser, made: Collection, entry: CollectionEntry, **where) -> list[str]:
    browser.post(reverse("collection-contents", args=[made.pk]), {"entry": entry.pk} | where)
    return things(made)


def test_entries_are_moved_up_and_down_by_a_button_and_twice_is_once():
    by = member()
    made = collection(by, *(published(name) for name in ("One", "Two", "Three")))
    one, two, three = made.entries.all()
    browser = signed_in(by)

    assert moved(browser, made, three, before=two.pk) == ["One", "Three", "Two"]
    assert moved(browser, made, three, before=two.pk) == ["One", "Three", "Two"]
    assert moved(browser, made, one, after=three.pk) == ["Three", "One", "Two"]
    page = text(browser.get(reverse("collection-contents", args=[made.pk])))
    assert page.count("Move up<") == page.count("Move down<") == 2


def test_what_its_owner_does_not_see_any_more_keeps_its_place_in_the_order():
    by = member()
    cases = [published(name) for name in ("One", "Gone", "Three")]
    made = collection(by, *cases)
    CaseStudy.objects.filter(pk=cases[1].pk).update(state="hidden")
    one, _, three = made.entries.all()

    assert moved(signed_in(by), made, three, before=one.pk) == ["Three", "One", "Gone"]


def test_nothing_is_moved_by_what_stands_in_another_collection():
    by = member()
    made, other = (
        collection(by, published("One"), published("Two")),
        collection(None, published("Three")),
    )
    address = reverse("collection-contents", args=[made.pk])
    browser = signed_in(by)

    for sent in (
        {"entry": other.entries.get().pk, "act": "take-out"},
        {"entry": made.entries.first().pk, "after": other.entries.get().pk},
        {"entry": made.entries.first().pk, "after": "x"},
        {},
    ):
        assert browser.post(address, sent).status_code == 404
    elsewhere = reverse("collection-entry", args=[made.pk, other.entries.get().pk])
    assert browser.post(elsewhere, {"note": "Mine"}).status_code == 404
    assert (things(made), things(other)) == (["One", "Two"], ["Three"])


def test_a_note_is_written_beside_an_entry_and_an_entry_is_taken_out():
    by = member()
    made = collection(by, published("One"), published("Two"))
    one, two = made.entries.all()
    browser = signed_in(by)

    browser.post(reverse("collection-entry", args=[made.pk, one.pk]), {"note": "Read this first."})
    browser.post(reverse("collection-contents", args=[made.pk]), {"entry": two.pk, "act": "take-out"})

    assert [(str(each.thing), each.note) for each in made.entries.all()] == [("One", "Read this first.")]
    assert acts() == ["change collection", "change collection"]


def test_what_somebody_keeps_for_themselves_is_not_on_record():
    by, case = member(), published()
    made = collecting.start_with(by=by, thing=case, title="Mine")
    collecting.annotate(entry=made.entries.get(), by=by, note="Why")
    collecting.take_away(collection=made, by=by)

    assert acts() == []


def test_a_copy_is_ones_own_and_private_without_the_words_of_another():
    gone = published("Gone")
    theirs = collection(None, published("One"), gone, technology("Scope"), about="Their words")
    theirs.entries.update(note="Their note")
    CaseStudy.objects.filter(pk=gone.pk).update(state="hidden")
    by = member()

    signed_in(by).post(reverse("collection-copy", args=[theirs.pk]))

    made = by.collections.get()
    assert (made.title, made.about, made.is_shared, things(made)) == (
        theirs.title,
        "",
        False,
        ["One", "Scope"],
    )
    assert {one.note for one in made.entries.all()} == {""}


def test_it_is_deleted_once_its_owner_says_so_again():
    by, case = member(), published()
    made = collection(by, case)
    browser, address = signed_in(by), reverse("collection-delete", args=[made.pk])

    assert "Delete this collection?" in text(browser.get(address))
    assert Collection.objects.exists()
    browser.post(address)

    assert not Collection.objects.exists()
    assert CaseStudy.objects.filter(pk=case.pk).exists()
    assert acts() == ["delete collection"]


def test_a_silenced_member_keeps_and_deletes_what_is_theirs_but_changes_nothing():
    by = member()
    made = collection(by, published())
    Restriction.objects.create(user=by, kind="silence", reason="Words", by=moderator())
    browser = signed_in(by)

    assert browser.get(made.get_absolute_url()).status_code == 200
    assert browser.get(NEW).status_code == 403
    assert browser.post(reverse("collection-edit", args=[made.pk]), {"title": "New"}).status_code == 403
    assert browser.post(reverse("collection-delete", args=[made.pk])).status_code == 302
    assert not Collection.objects.exists()


@pytest.mark.parametrize("where", ["title", "about", "note"])
def test_nothing_about_a_patient_is_kept(where):
    by, case = member(), published()
    made = collection(by, case)
    browser = signed_in(by)
    words = {"title": "Mine", "about": "", "is_shared": "yes"}
    sent = {
        "title": [(NEW, words | {"title": PATIENT[:120]})],
        "about": [(reverse("collection-edit", args=[made.pk]), words | {"about": PATIENT})],
        "note": [
            (reverse("collection-add", args=[case.pk]), {"into": made.pk, "note": PATIENT[:300]}),
            (reverse("collection-entry", args=[made.pk, made.entries.get().pk]), {"note": PATIENT[:300]}),
        ],
    }

    for address, fields in sent[where]:
        answer = browser.post(address, fields)
        assert answer.status_code == 200
        assert "seems to have" in text(answer)

    made.refresh_from_db()
    assert (made.about, made.entries.get().note, Collection.objects.count()) == ("", "", 1)


def test_what_people_write_is_shown_as_text(client):
    script = "<script>alert(1)</script>"
    shared = collection(None, published(), title=script, about=script)
    shared.entries.update(note=script)

    for address in (LIST, shared.get_absolute_url(), shared.entries.get().case.get_absolute_url()):
        page = client.get(address).content.decode()
        assert script not in page
        assert "&lt;script&gt;" in page


def test_a_case_study_and_a_technology_say_in_which_shared_collections_they_stand(client):
    case, scope = published(), technology("Pocket scope")
    collection(None, case, scope, title="Seen once")
    collection(None, case, scope, title="Zebra private", is_shared=False)
    collection(None, case, scope, title="Zebra hidden", state="hidden")

    for thing in (case, scope):
        page = text(client.get(thing.get_absolute_url()))
        assert "Seen once" in page
        assert "Zebra" not in page


@pytest.mark.parametrize("state", ["hidden", "removed", "erased"])
def test_what_moderators_took_away_is_nowhere(client, state):
    by, case = member(), published()
    shared = collection(by, case, title="Zebra walk", about="Zebra words")
    assert found(COLLECTION, "zebra") == [shared.pk]
    shared.state = state
    shared.save()

    for browser in (client, signed_in(member())):
        assert browser.get(shared.get_absolute_url()).status_code in (302, 404)
        for address in (LIST, f"{LIST}?q=zebra", case.get_absolute_url()):
            assert "Zebra walk" not in text(browser.get(address))
    assert found(COLLECTION, "zebra") == []
    with pytest.raises(collecting.NotToBeChanged):
        collecting.add(collection=shared, by=by, thing=published("Other"))
    assert ("Zebra walk" in text(signed_in(by).get(MINE))) == (state == "hidden")


def test_collections_are_found_by_their_words_what_fits_best_first(client):
    collection(None, published(), title="Theatre lists", about="Beginning late.")
    collection(None, published(), title="Clinics", about="Not about the theatre.")
    collection(None, published(), title="Bladders")

    page = text(client.get(LIST, {"q": "theatre"}))

    assert page.index("Theatre lists") < page.index("Not about the theatre.")
    assert "Bladders" not in page
    assert "No collection has these words" in text(client.get(LIST, {"q": "giraffe"}))
    too_long = client.get(LIST, {"q": "x" * 201})
    assert too_long.status_code == 400
    assert "Search for at most 200 characters." in text(too_long)


def test_there_are_so_many_and_no_more():
    by, case = member(), published()
    full = collection(by)
    cases = CaseStudy.objects.bulk_create(
        CaseStudy(title=f"{number}", home=case.home, state="draft") for number in range(MOST_ENTRIES)
    )
    full.entries.bulk_create(
        CollectionEntry(collection=full, case=one, position=place) for place, one in enumerate(cases, 1)
    )
    answer = signed_in(by).post(reverse("collection-add", args=[case.pk]), {"into": full.pk})
    assert "holds 100 things at most" in text(answer)

    Collection.objects.bulk_create(Collection(owner=by, title="x") for _ in range(MOST_COLLECTIONS - 1))
    answer = signed_in(by).post(NEW, {"title": "One more", "is_shared": "no"})
    assert "You have 50 collections" in text(answer)


def test_the_database_holds_what_an_entry_is():
    made, case, scope = collection(), published(), technology()

    for fields in ({}, {"case": case, "technology": scope}):
        with pytest.raises(IntegrityError, match="an_entry_is_one_thing"), transaction.atomic():
            made.entries.create(position=1, **fields)
    made.entries.create(case=case, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.entries.create(case=case, position=2)
    with pytest.raises(IntegrityError, match="collection_has_a_title"), transaction.atomic():
        Collection.objects.filter(pk=made.pk).update(title="")


def test_people_download_their_collections_and_they_go_with_their_account():
    by = member()
    collection(by, published("One"), technology("Scope", slug="scope"), is_shared=False)
    other = collection(None, published())

    rows = all_about(by)["case_study_collections"]
    close_account(user=by)

    assert [(row["entries__case_id"] is None, row["entries__technology__slug"]) for row in rows] == [
        (False, None),
        (True, "scope"),
    ]
    assert list(Collection.objects.all()) == [other]


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_pages_cost_the_same_for_one_and_for_ten(client, who, django_assert_max_num_queries):
    by = member()
    costs = {}
    for number in (1, 10):
        while Collection.objects.count() < number:
            collection(by)
        for one in Collection.objects.all():
            while one.entries.count() < number:
                position = one.entries.count() + 1
                case = published() if position % 2 else None
                one.entries.create(case=case, technology=None if case else technology(), position=position)
        browser = client if who == "visitor" else signed_in(by)
        first = Collection.objects.first()
        addresses = [LIST, first.get_absolute_url()]
        if who == "member":
            addresses += [MINE, reverse("collection-contents", args=[first.pk])]
            addresses += [reverse("collection-add", args=[CaseStudy.objects.first().pk])]
        for address in addresses:
            browser.get(address)
            with django_assert_max_num_queries(12) as asked:
                assert browser.get(address).status_code == 200
            costs.setdefault(address.replace(f"{first.pk}", ""), []).append(len(asked))

    assert all(len(set(each)) == 1 for each in list(costs.values())[:2]), costs
