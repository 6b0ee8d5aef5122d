import pytest

from accounts.letters import on_this_site
from accounts.models import Notice
from forum.actions.moderation import content
from tests.factories import moderator, published
from tests.forum.reviewed import WHY, waiting

pytestmark = pytest.mark.django_db


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_is_said_that_this_is_not_a_service_of_nhs_england(client):
    assert "Exemplar is not an NHS England service." in text_of(client, "/about/")


def test_the_licence_of_the_data_is_named(client):
    assert "Open Government Licence v3.0" in text_of(client, "/about/")


def test_a_copy_with_invented_figures_says_so(client):
    published(of={"is_demonstration": True})

    assert "On this copy the figures are invented" in text_of(client, "/about/")


def test_a_copy_with_real_figures_does_not(client):
    published()

    assert "invented" not in text_of(client, "/about/")


def test_the_accessibility_statement_says_what_was_not_done(client):
    page = text_of(client, "/accessibility/")

    assert "WCAG" in page
    assert "tests by disabled people" in page


@pytest.mark.parametrize(
    "said",
    ["No patient data, ever", "What may be posted", "Suppliers and interests", "Appeals", "Who sees what"],
)
def test_the_community_rules_say(client, said):
    assert said in text_of(client, "/rules/")


def test_every_page_and_whoever_signs_up_writes_or_is_decided_about_is_led_to_the_rules(client):
    link, in_main = '<a href="/rules/">community rules</a>', '<p><a href="/rules/">Community rules</a>'
    assert 'href="/rules/">Community rules</a></li>' in text_of(client, "/")
    assert link in text_of(client, "/accounts/sign-up/")
    item = waiting("published")
    content.hide(item=item, by=moderator(), version=item.version, why=WHY)
    told = Notice.objects.get(user=item.author)
    assert told.text.endswith(f"The community rules: {on_this_site('/rules/')}")

    client.force_login(item.author)
    own = item.author.posts.get()
    for address in ("/forum/start/", own.thread.get_absolute_url(), "/moderation/mine/"):
        assert in_main in text_of(client, address), address
    own.put("returned")
    assert in_main in text_of(client, f"/posts/{own.pk}/edit/")


@pytest.mark.parametrize("address", ["/about/", "/rules/", "/accessibility/"])
def test_whom_to_write_to_is_named_where_somebody_is(client, settings, address):
    assert "has not named a contact" in text_of(client, address)

    settings.CONTACT_EMAIL = "help@example.org"

    assert '<a href="mailto:help@example.org">' in text_of(client, address)


@pytest.mark.parametrize("address", ["/about/", "/rules/", "/data/", "/methods/"])
def test_reading_sets_no_cookie(client, address):
    assert not client.get(address).cookies
