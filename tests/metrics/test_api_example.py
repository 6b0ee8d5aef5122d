"""The example in the API's documentation, run as it stands."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories import figures
from tests.forum.peers import MONTHS

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_reads_two_areas_side_by_side(live_server, capsys):
    for place, month in enumerate(MONTHS):
        row = {"incomplete": 1_000, "within_18": 600 + place}
        figures(month, {"area": "03R"} | row, {"area": "15F"} | row | {"within_18": 500})
    page = Client(HTTP_HOST=live_server.url.removeprefix("http://")).get("/api/v1/docs/").content.decode()
    code = unescape(re.search(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL).group(1))

    exec(compile(code, "example", "exec"), {})

    told = capsys.readouterr().out
    assert len(code.splitlines()) == 5
    assert re.search(r"2025-05\s+50\.0\s+61\.1", told)
    assert re.search(r"max\s+11\.1", told)
