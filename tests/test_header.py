"""The head of every page is kept, and says to each reader what is theirs."""

import pytest

from forum.header import menu_place
from forum.models import Notification
from tests.factories import member, moderator, post, signed_in, thread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/areas/", "/areas/"),
        ("/areas/03R/", "/areas/…"),
        ("/forum/tags/", "/forum/…"),
        ("/x", "/x/"),
    ],
)
def test_pages_differ_by_their_place_in_the_menu_alone(path, place):
    assert menu_place(path) == place


@pytest.mark.parametrize("path", ["/", "/areas/", "/areas/03R/", "/forum/", "/methods/", "/rules/"])
def test_one_link_of_the_menu_is_marked_at_most_and_the_right_one(path):
    client = signed_in(member())
    for other in ("/areas/", "/areas/QWO/", "/forum/", path):
        said = client.get(other).content.decode()

    menu = said[said.index("nhsuk-header__navigation-list") : said.index("</header>")]
    own = "/areas/" if path == "/areas/03R/" else path
    marked = 'aria-current="page"' if own == path else 'aria-current="true"'
    assert menu.count("aria-current") == (path != "/rules/")
    if path != "/rules/":
        assert f'href="{own}" {marked}' in menu


def test_each_reader_is_named_with_what_is_new_to_them():
    ann, ben, staff = member(name="Ann"), member(name="Ben"), moderator(name="Mo")
    Notification.objects.create(person=ben, kind="reply", post=post(thread(ben)))
    said = {
        who.name: signed_in(who).get("/about/").content.decode().partition("</header>")[0]
        for who in (ann, ben, staff)
    }

    assert "Notifications (1 new)" in said["Ben"]
    assert [name for name, words in said.items() if "(1 new)" in words] == ["Ben"]
    assert [name for name, words in said.items() if ">Moderation<" in words] == ["Mo"]
    assert all(
        f">{name}</li>" in words and f'data-person="{who.pk}"' in words
        for who in (ann, ben, staff)
        for name, words in said.items()
        if name == who.name
    )
