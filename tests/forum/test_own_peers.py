"""Groups of areas that somebody keeps to compare with: their own alone, and shared as the address of a comparison."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from forum.actions.own_peers import MOST
from forum.models import OwnPeers
from metrics.models import Area
from tests.accounts.test_my_data import confirmed, download
from tests.factories import member, signed_in
from tests.forum.peers import MONTHS, share_of

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
PEERS = "15F, 36j"


def kept(person, name: str = "Like ours", *codes: str) -> OwnPeers:
    made = OwnPeers.objects.create(person=person, name=name)
    made.areas.set(Area.objects.filter(code__in=codes or ("15F", "36J")))
    return made


def send(client: Client, **fields):
    return client.post(reverse("own-peers"), {"name": "Like ours", "peers": PEERS} | fields)


def text_of(client: Client, address: str = "") -> str:
    return unescape(client.get(address or reverse("own-peers")).content.decode())


def codes_of(group: OwnPeers) -> set[str]:
    return set(group.areas.values_list("code", flat=True))


def test_a_group_is_kept_from_areas_chosen_by_hand():
    one = member()
    client = signed_in(one)
    share_of(("03R", 0.6), ("15F", 0.7), ("36J", 0.5), months=MONTHS)
    page = text_of(client, reverse("peers", args=["03R"]) + "?peers=15F,36J")
    [address] = re.findall(r'href="([^"]+#keep)"', page)

    assert 'value="15F,36J"' in text_of(client, address)
    assert send(client).status_code == 302

    [group] = OwnPeers.objects.all()
    assert (group.person, group.name, codes_of(group)) == (one, "Like ours", {"15F", "36J"})


def test_a_group_leads_to_who_of_it_does_better():
    share_of(("03R", 0.6), ("15F", 0.7), ("36J", 0.5), months=MONTHS)
    one = member()
    kept(one)
    client = signed_in(one)

    [better] = re.findall(r'href="([^"]+)">Who of them does better than Wakefield\?', text_of(client))
    page = text_of(client, better)

    assert better == "/areas/03R/better-peers/?peers=36J,15F"
    assert "areas chosen by hand" in page
    assert client.get(better).status_code == 200
    # The address is all that somebody else needs: it holds the areas, and nothing of whose they are.
    assert Client().get(better).status_code == 200


def test_an_own_area_in_a_group_is_not_compared_with_itself():
    one = member()
    kept(one, "All of us", "03R", "15F", "36J")

    assert "/areas/03R/better-peers/?peers=36J,15F" in text_of(signed_in(one))


def test_a_group_of_boards_is_compared_with_the_board_of_ones_area():
    one = member()
    kept(one, "Boards", "QOP", "QF7")

    assert "Who of them does better than West Yorkshire?" in text_of(signed_in(one))


def test_areas_that_are_no_more_are_named_and_left_out():
    one = member()
    gone = Area.objects.filter(kind="sicbl", closed__lt=timezone.localdate()).first()
    assert gone is not None
    kept(one, "Before", "15F", "36J", gone.code)

    page = text_of(signed_in(one))

    assert f": {gone.short_name}." in page
    assert f",{gone.code}" not in page


def test_areas_are_those_of_the_newest_figures_so_that_the_comparison_can_be_made():
    """In May 2025 Greater Manchester’s board of today was there; those that began in April 2026 were not."""
    share_of(("03R", 0.6), months=MONTHS)
    new = Area.objects.filter(kind="icb", opened=date(2026, 4, 1)).first()
    ended = Area.objects.filter(kind="icb", closed=date(2026, 3, 31)).first()
    one = member()
    kept(one, "Boards", "QOP", "QF7", new.code, ended.code)

    page = text_of(signed_in(one))
    [better] = re.findall(r'href="([^"]+)">Who of them does better', page)

    assert f"not there in May 2025: {new.short_name}." in page
    assert ended.code in better
    assert new.code not in better


def test_a_group_of_which_too_little_is_left_leads_nowhere():
    one = member()
    kept(one, "One left", "15F")

    assert "Who of them does better" not in text_of(signed_in(one))


def test_the_same_name_gets_the_new_areas():
    one = member()
    kept(one)

    send(signed_in(one), peers="15F,36J,X2C4Y", name="  Like   ours ")

    [group] = OwnPeers.objects.all()
    assert codes_of(group) == {"15F", "36J", "X2C4Y"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter a name for the group."),
        ({"name": "x" * 61}, "60 characters or fewer"),
        ({"name": "NHS number 943 476 5919"}, "Take it out"),
        ({"peers": ""}, "Enter the codes of the areas."),
        ({"peers": "15F"}, "Choose 2 to 30 areas"),
        ({"peers": "15F,15F"}, "Choose 2 to 30 areas"),
        ({"peers": "15F,ZZZ"}, "Not known here: ZZZ"),
        ({"peers": "15F,QWO"}, "Choose areas of one kind"),
        ({"peers": "Y63,Y62"}, "Choose areas of one kind"),
    ],
)
def test_what_is_no_group_comes_back_with_why_and_with_what_was_typed(wrong, words):
    answer = send(signed_in(member()), **wrong)

    page = unescape(answer.content.decode())
    assert words in page
    assert not OwnPeers.objects.exists()
    if "name" not in wrong:
        assert 'value="Like ours"' in page


def test_a_person_keeps_so_many_groups_and_no_more():
    one = member()
    for number in range(MOST):
        kept(one, f"Group {number}")
    client = signed_in(one)

    assert "Remove one first" in send(client).content.decode()
    assert send(client, name="Group 0", peers="15F,X2C4Y").status_code == 302
    assert OwnPeers.objects.count() == MOST


def test_nobody_sees_or_removes_the_groups_of_others():
    group = kept(member(), "Secret plan")
    client = signed_in(member())

    assert "Secret plan" not in text_of(client)
    assert client.post(reverse("forget-own-peers", args=[group.pk])).status_code == 404
    assert OwnPeers.objects.filter(pk=group.pk).exists()


def test_a_group_is_removed():
    one = member()
    group = kept(one)

    signed_in(one).post(reverse("forget-own-peers", args=[group.pk]))

    assert not OwnPeers.objects.exists()


def test_a_visitor_is_offered_none():
    share_of(("03R", 0.6), ("15F", 0.7), ("36J", 0.5), months=MONTHS)

    assert reverse("own-peers") not in text_of(Client(), reverse("peers", args=["03R"]) + "?peers=15F,36J")


def test_what_a_person_downloads_has_their_groups_and_closing_forgets_them(client):
    one = confirmed(client, member())
    kept(one)

    told = download(client)["own_peers"]
    close_account(user=one)

    assert [(row["name"], row["areas__code"]) for row in told] == [("Like ours", "15F"), ("Like ours", "36J")]
    assert not OwnPeers.objects.exists()


def test_a_page_costs_as_many_queries_for_many_groups_as_for_one(django_assert_num_queries):
    one = member()
    kept(one)
    client = signed_in(one)
    text_of(client)
    with django_assert_num_queries(11):
        text_of(client)
    for number in range(20):
        kept(one, f"Group {number}")

    with django_assert_num_queries(11):
        text_of(client)
