"""Administrators make, change, close and order categories and private spaces."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.categories import (
    CategoryAsked,
    NameTaken,
    NoAreas,
    NoName,
    OnlyFunctionsHaveOne,
    OnlySpacesHaveAreas,
    WouldBeSeen,
    asked_of,
    change_category,
    make_category,
)
from forum.models import Category, Thread
from safety.models import AuditEntry
from tests.factories import administrator, category, member, moderator, space, thread
from tests.forum.pages import text
from tests.places import area

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_a_category_that_is_recorded(client):
    client.force_login(administrator())

    shown = client.post(
        reverse("category-new"),
        {"name": "Beds and wards", "group": "challenge", "writers": "readers", "position": "3"},
        follow=True,
    ).content.decode()

    made = Category.objects.get(slug="beds-and-wards")
    assert "“Beds and wards” is made." in shown
    assert AuditEntry.objects.get(act="make category").about == f"category:{made.pk}"
    assert client.get("/forum/beds-and-wards/").status_code == 200


def test_an_administrator_makes_a_private_space_of_areas_by_their_codes(client):
    client.force_login(administrator())
    sent = {"name": "North", "group": "space", "writers": "readers", "position": "1"}

    refused = client.post(reverse("category-new"), sent | {"areas": "QWO, XXX"}).content.decode()
    client.post(reverse("category-new"), sent | {"areas": "qwo 00L,QWO"})

    assert "No area has the code “XXX”." in refused
    made = Category.objects.get(name="North")
    assert {one.code for one in made.areas.all()} == {"QWO", "00L"}
    assert AuditEntry.objects.get(act="make category").details["areas"] == ["00L", "QWO"]


@pytest.mark.parametrize("code", ["Y63", "ENGLAND"], ids=["region", "England"])
def test_a_private_space_is_of_no_region_whose_boards_would_all_read_it(client, code):
    made = space("QWO", name="Ours")
    client.force_login(administrator())
    sent = {"name": "North", "group": "space", "writers": "readers", "position": "1"}

    for address in (reverse("category-new"), reverse("category-change", args=[made.pk])):
        refused = client.post(address, sent | {"areas": f"QWO, {code}"}).content.decode()
        assert (
            f"({code}) has no members of its own: name integrated care boards and sub-ICB locations."
            in refused
        )

    assert not Category.objects.filter(name="North").exists()
    assert {one.code for one in made.areas.all()} == {"QWO"}


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (CategoryAsked("Theatres and surgery"), NameTaken),
        (CategoryAsked("Tags"), NameTaken),
        (CategoryAsked("Start"), NameTaken),
        (CategoryAsked("Everything else"), NameTaken),
        (CategoryAsked("!!!"), NoName),
        (CategoryAsked("Ours", group="space"), NoAreas),
        (CategoryAsked("Beds", treatment_function="C_110"), OnlyFunctionsHaveOne),
    ],
    ids=lambda one: getattr(one, "name", None) or one.__name__,
)
def test_a_category_that_cannot_be_is_refused(asked, refusal):
    by, before = administrator(), Category.objects.count()

    with pytest.raises(refusal):
        make_category(by=by, asked=asked)

    assert Category.objects.count() == before


def test_only_a_private_space_has_areas():
    with pytest.raises(OnlySpacesHaveAreas):
        make_category(by=administrator(), asked=CategoryAsked("Beds", areas=[area("QWO")]))


def changed(one: Category, **fields) -> Category:
    asked = CategoryAsked(**vars(asked_of(one)) | fields)
    return change_category(category=one, by=administrator(), asked=asked)


def test_a_category_is_renamed_moved_and_closed_and_keeps_its_address():
    made = changed(
        Category.objects.get(slug="theatres"), name="Operating theatres", position=1, is_closed=True
    )

    assert (made.slug, made.name, made.position) == ("theatres", "Operating theatres", 1)
    assert made.closed_at is not None
    acts = AuditEntry.objects.filter(about=f"category:{made.pk}").order_by("number")
    assert [entry.act for entry in acts] == ["change category", "close category"]


def test_a_category_is_opened_again_and_nothing_changed_is_nothing_recorded():
    made = changed(category("Closed one", closed_at=timezone.now()), is_closed=False)
    changed(made)

    assert made.closed_at is None
    assert [entry.act for entry in AuditEntry.objects.all()] == ["open category"]


def test_categories_stand_in_the_order_in_which_administrators_put_them(client):
    changed(Category.objects.get(slug="money"), position=0)
    client.force_login(member())

    beside = text(client, "/forum/").partition('id="categories"')[2]

    assert beside.index("Money and planning") < beside.index("Announcements") < beside.index("Waiting lists")


@pytest.mark.parametrize("was", ["space", "challenge"])
def test_what_has_threads_neither_becomes_private_nor_open(was):
    one = space("QWO") if was == "space" else category()
    thread(category=one)
    to = (
        {"group": "challenge", "areas": ()} if was == "space" else {"group": "space", "areas": (area("QWO"),)}
    )

    with pytest.raises(WouldBeSeen):
        changed(one, **to)

    one.refresh_from_db()
    assert one.group == was


def test_who_reads_a_space_changes_with_its_areas_and_is_recorded():
    one = space("QWO")
    secret, before, after = thread(category=one), member("03R"), member("00L")

    changed(one, areas=(area("QHM"),))

    assert not Thread.objects.visible_to(before).filter(pk=secret.pk).exists()
    assert Thread.objects.visible_to(after).filter(pk=secret.pk).exists()
    details = AuditEntry.objects.get(act="change category").details
    assert (details["areas_before"], details["areas"]) == (["QWO"], ["QHM"])


@pytest.mark.parametrize("someone", [member, moderator])
def test_nobody_but_administrators_changes_categories(client, someone):
    client.force_login(someone())
    sent = {"name": "Mine", "group": "challenge", "writers": "readers", "position": "3"}

    for address in (
        reverse("category-new"),
        reverse("category-change", args=[Category.objects.get(slug="theatres").pk]),
    ):
        assert client.post(address, sent).status_code == 403

    assert not Category.objects.filter(name="Mine").exists()
