"""Charts on other people's pages: what everybody sees, alone, with source and link, and no way to do anything."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MAY, figures, member, signed_in
from tests.forum.peers import MONTHS

pytestmark = pytest.mark.django_db
CHART = "/areas/03R/measures/within-18-weeks/chart.svg"
CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
SOURCE = re.compile(r'<iframe src="([^"]+)" title="([^"]+)"')


@pytest.fixture(autouse=True)
def published() -> None:
    for place, month in enumerate(MONTHS):
        figures(month, {"area": "03R", "incomplete": 1_000, "within_18": 600 + place})


def framed(client: Client, chart: str = CHART, status: int = 200):
    answer = client.get(reverse("embedded"), {"chart": chart})
    assert answer.status_code == status
    return answer


def codes(client: Client, chart: str) -> list[tuple[str, str]]:
    page = client.get(reverse("embed"), {"chart": chart}).content.decode()
    found = [SOURCE.search(unescape(code)) for code in CODE.findall(page)]
    return [(unescape(one[1]), unescape(one[2])) for one in found]


def test_a_frame_shows_the_chart_with_its_finding_source_and_page(client):
    text = framed(client).content.decode()

    assert f'src="{CHART}"' in text
    assert 'href="http://testserver/areas/03R/measures/within-18-weeks/"' in text
    assert "Wakefield" in re.search(r"<h1[^>]*>(.*?)</h1>", text)[1]
    assert "NHS England" in text


def test_other_sites_may_frame_it_and_nothing_else(client):
    framed_answer = framed(client)
    elsewhere = client.get(reverse("embed"), {"chart": CHART})

    assert "X-Frame-Options" not in framed_answer
    assert "frame-ancestors *" in framed_answer["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]


def test_whoever_looks_is_a_visitor_and_is_kept_no_trace_of():
    theirs, visitors = framed(signed_in(member())), framed(Client())

    assert theirs.content == visitors.content
    assert not theirs.cookies
    for word in ("<form", "<script", "csrf", "Sign out"):
        assert word not in theirs.content.decode()


def test_the_codes_are_of_the_newest_figures_and_of_the_months_shown(client):
    shown = f"{CHART}?month=2025-04"

    (newest, title), (then, _) = codes(client, shown)

    assert "month" not in newest
    assert "month%3D2025-04" in then
    for address in (newest, then):
        assert address.startswith("http://testserver/embed/chart/?chart=")
        assert title in unescape(client.get(address).content.decode())
    assert len(codes(client, CHART)) == 1


def test_what_is_newer_is_shown_without_a_new_code(client):
    ((address, _),) = codes(client, CHART)
    before = client.get(address).content

    figures(MAY.replace(month=6), {"area": "03R", "incomplete": 1_000, "within_18": 100})

    assert client.get(address).content != before


@pytest.mark.parametrize(
    "chart",
    [
        "",
        "/",
        "/areas/03R/",
        "https://elsewhere.example/a.svg",
        "/nowhere.svg",
        "//x/y.svg",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_chart_of_this_site_is_not_framed(client, chart):
    assert "There is no chart at this address" in framed(client, chart, 404).content.decode()
    assert client.get(reverse("embed"), {"chart": chart}).status_code == 404


def test_a_title_cannot_break_out_of_the_code(client):
    (newest, _), (then, _) = codes(client, f'{CHART}?month=2025-04&x="><script>')

    assert not {"<", '"'} & {*newest, *then}


def test_every_chart_leads_to_it(client):
    page = client.get(reverse("area-measure", args=["03R", "within-18-weeks"])).content.decode()

    [address, *_] = re.findall(r'href="(/embed/\?chart=[^"]+)"', page)

    assert client.get(unescape(address)).status_code == 200
