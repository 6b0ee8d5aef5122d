"""What the pages of a seeded forum are asked, told to the benchmark as one line of JSON. For both forums alike."""

import json


def tell(pages: dict[str, str], user) -> None:
    """Print the cookie of somebody who is signed in, and each page with its address and its queries once warm."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    reader = Client()
    reader.force_login(user)
    asked = {
        title: {"address": address, "queries": queries(reader, address)} for title, address in pages.items()
    }
    cookie = reader.cookies[settings.SESSION_COOKIE_NAME].OutputString(attrs=[])
    print(json.dumps({"cookie": cookie, "pages": asked}))


def queries(client, address: str) -> int:
    """Return how many queries a page costs that was asked for before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    return len(captured)
