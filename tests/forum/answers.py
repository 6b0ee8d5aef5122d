"""All that an address answers, to whoever asks: for tests of what must not be seen."""

import json
from io import BytesIO
from urllib.parse import quote

import pypdf
from django.test import Client

from accounts.models import User


def signed(who: User | None) -> Client:
    """Return a browser of somebody; of a visitor where there is nobody."""
    client = Client()
    if who:
        client.force_login(who)
    return client


def told(client: Client, address: str) -> str:
    """Return all that an address answers, but for what was asked itself: headers, and bodies of files too."""
    answered = client.get(address)
    body = b"".join(answered.streaming_content) if answered.streaming else answered.content
    said = body.decode("utf-8", "replace") + words_of_paper(body) + json.dumps(dict(answered.headers))
    # Whoever asks for a file names it: being asked to sign in first says it back.
    for asked in (address, quote(address, safe=""), quote(address), quote(quote(address, safe=""), safe="")):
        said = said.replace(asked, "")
    assert answered.status_code < 500, address
    return said


def words_of_paper(body: bytes) -> str:
    """Return what a PDF says, its title and the like too; nothing of anything else."""
    if not body.startswith(b"%PDF"):
        return ""
    paper = pypdf.PdfReader(BytesIO(body))
    return f"{paper.metadata}" + "".join(page.extract_text() for page in paper.pages)
