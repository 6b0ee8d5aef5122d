import io

import pytest
from django.test import Client

from tests.factories import member, signed_in

pytestmark = pytest.mark.django_db
FORM = "/data/refreshes/"


@pytest.fixture
def small(settings) -> None:
    settings.LARGEST_BODY = 2_000_000


def send(client: Client, address: str = FORM, size: int = 2_000_001, **fields):
    body = b"x" * size
    return client.generic("POST", address, body, content_type="application/octet-stream", **fields)


@pytest.mark.usefixtures("small")
class TestTooLarge:
    def test_it_is_refused_on_a_page_of_the_site_that_says_what_to_do(self, client):
        answer = send(client)

        assert answer.status_code == 413
        assert "This is too large to send</h1>" in answer.text
        assert (
            "At most 2 MB can be sent at once, and a file of a post or a case study may have 10 MB"
            in answer.text
        )
        assert "Choose a smaller file" in answer.text
        assert "Back to the form" not in answer.text

    @pytest.mark.parametrize("length", ["-1", "many"])
    def test_so_is_what_does_not_say_how_large_it_is(self, client, length):
        assert client.generic("POST", FORM, b"x", CONTENT_LENGTH=length).status_code == 413

    def test_whoever_is_signed_in_stays_it_and_finds_back_to_the_form(self):
        browser = signed_in(member())

        answer = send(browser, headers={"referer": "http://testserver/posts/3/files/?a=b#main"})

        assert 'href="/posts/3/files/?a=b"' in answer.text
        assert "Sign out" in answer.text

    @pytest.mark.parametrize(
        "told", ["https://evil.example/posts/", "javascript:alert(1)", "//evil.example", "http://[", ""]
    )
    def test_it_leads_to_no_other_site(self, client, told):
        answer = send(client, headers={"referer": told})

        assert "Back to the form" not in answer.text
        assert "evil" not in answer.text

    def test_the_api_says_it_in_json(self, client):
        answer = send(client, "/api/v1/areas/")

        assert answer.status_code == 413
        assert answer.json()["detail"] == (
            "This is too large: at most 2 MB can be sent at once. Nothing was saved."
        )

    def test_what_was_sent_is_read_to_its_end_and_kept_nowhere(self, client):
        """A browser shows no answer to what it could not send."""
        sent = io.BytesIO(b"x" * 3_000_000)

        answer = client.post(FORM, **{"wsgi.input": sent, "CONTENT_LENGTH": "3000000"})

        assert answer.status_code == 413
        assert sent.read() == b""
        assert not answer.wsgi_request.FILES


def test_a_body_of_the_size_of_a_release_reaches_its_view(client):
    response = client.post(FORM, {"reason": "x" * 2_000_000})

    assert response.status_code != 413
