"""Private spaces: who reads and writes there, and that nobody else learns what is in them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.actions.leads import appoint_lead
from forum.models import Post, Thread
from forum.news import news_for
from tests.factories import administrator, member, moderator, space, tagged, thread
from tests.forum.pages import text
from tests.places import area

pytestmark = pytest.mark.django_db


def members_of_a_space() -> list:
    """Return people who read what is in a space of West Yorkshire: of the board, of its parts, who lead it, staff."""
    lead = member("00L")
    appoint_lead(user=lead, area=area("QWO"))
    return [member("QWO"), member("03R"), lead, moderator(), administrator()]


def test_a_private_space_is_read_by_members_of_its_areas_by_leads_and_by_staff_alone():
    secret = thread(category=space("QWO"))

    for someone in members_of_a_space():
        assert Thread.objects.visible_to(someone).filter(pk=secret.pk).exists()
        assert Post.objects.visible_to(someone).filter(thread=secret).exists()
    for someone in (member("00L"), member("QHM"), AnonymousUser()):
        assert not Thread.objects.visible_to(someone).filter(pk=secret.pk).exists()
        assert not Post.objects.visible_to(someone).filter(thread=secret).exists()


def test_a_space_of_several_areas_is_read_by_members_of_each():
    secret = thread(category=space("QWO", "QHM"))

    for code in ("03R", "QWO", "00L", "QHM"):
        assert Thread.objects.visible_to(member(code)).filter(pk=secret.pk).exists()
    assert not Thread.objects.visible_to(member("QKS")).filter(pk=secret.pk).exists()


def doors(secret: Thread) -> list[str]:
    opening = secret.posts.get(number=1)
    return [
        secret.get_absolute_url(),
        reverse("category", args=[secret.category.slug]),
        reverse("tag", args=[secret.tags.get().slug]),
        reverse("reply", args=[secret.pk]),
        reverse("post", args=[secret.pk, 1]),
        reverse("post-edit", args=[opening.pk]),
        reverse("post-files", args=[opening.pk]),
        reverse("post-revisions", args=[opening.pk]),
        reverse("report-post", args=[opening.pk]),
        reverse("report-thread", args=[secret.pk]),
        reverse("thread-details", args=[secret.pk]),
    ]


def test_no_door_leads_others_to_what_is_in_a_private_space(client):
    secret = thread(
        member("QWO"),
        title="Secret title",
        text="Secret text",
        category=space("QWO", name="Secret space"),
        area=area("03R"),
        measure="median-wait",
    )
    tagged(secret, "secret tag")
    client.force_login(member("00L"))

    assert {door: client.get(door).status_code for door in doors(secret)} == dict.fromkeys(doors(secret), 404)
    lists = ["/forum/", "/forum/?area=03R", "/forum/tags/", "/forum/start/", "/areas/03R/", "/areas/QWO/"]
    for address in [*lists, "/forum/everything-else/"]:
        assert "ecret" not in text(client, address)


def test_its_members_come_through_the_doors_of_their_space(client):
    author = member("QWO")
    secret = thread(author, title="Our plans", category=space("QWO", name="West Yorkshire"))
    tagged(secret, "plans")
    client.force_login(author)

    assert {client.get(door).status_code for door in doors(secret)} <= {200, 302, 403}
    assert "Private: only members of " in text(client, reverse("category", args=["west-yorkshire"]))
    front = text(client, "/forum/")
    assert "Private spaces" in front
    assert "Our plans" in front


def test_staff_moderate_what_is_in_a_private_space(client):
    secret = thread(category=space("QWO"))
    client.force_login(moderator())

    assert client.get(secret.get_absolute_url()).status_code == 200
    assert client.post(reverse("moderate-thread", args=[secret.pk])).status_code == 302


def test_nobody_is_mailed_of_what_is_in_a_space_of_others():
    begun = timezone.now()
    secret = thread(member("QWO"), category=space("QWO"), area=area("03R"))
    reader, other = member("03R"), member("00L")
    other.interests.create(treatment_function="C_110")
    thread(member("QWO"), category=secret.category, treatment_function="C_110")

    about = ["areas", "interests", "replies"]

    assert news_for(reader, about, begun, timezone.now()).areas == [secret]
    assert not news_for(other, about, begun, timezone.now())
    assert mail.outbox == []


def test_who_leaves_an_area_reads_its_space_no_more():
    secret, reader = thread(category=space("QWO")), member("03R")
    assert Thread.objects.visible_to(reader).filter(pk=secret.pk).exists()

    reader.claims.update(state="ended", ended_at=timezone.now())

    assert not Thread.objects.visible_to(reader).filter(pk=secret.pk).exists()
