"""An administrator at the pages of work on figures, as tests need them."""

from django.test import Client

from tests.factories import administrator

REFRESHES = "/data/refreshes/"


def as_administrator(client: Client) -> Client:
    """Return a browser in which an administrator is signed in; `user`: who."""
    client.user = administrator(name="Ada Admin")
    client.force_login(client.user)
    return client


def text_of(client, address: str = REFRESHES) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def said(client) -> str:
    """Return the message that the next page shows."""
    return text_of(client, "/about/").split("nhsuk-notification-banner__heading", 1)[-1].split("</p>")[0]
