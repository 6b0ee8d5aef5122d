"""From every chart of an area and a measure to the similar areas that do better on it: on every page with charts."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from casestudies.models import CaseStudy
from metrics.compute.measures import MEASURES
from metrics.models import Area
from tests.browser.pages import VISITORS, addresses
from tests.casestudies.measuring import START, answered, months_published
from tests.factories import adoption, case_study, outcome
from tests.published import A_YEAR_AGO, APRIL, MAY, REDRAWN, publish

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<figure class="app-figure".*?</figure>', re.DOTALL)
SMALL = re.compile(r'<li class="app-multiples__chart">.*?</li>', re.DOTALL)
OWN = re.compile(r'<a href="([^"]+)">Link to this chart')
LARGE = re.compile(r'multiples__title"><a href="([^"]+)"')
BETTER = re.compile(r'<a href="([^"]+)">Which similar areas do better\?')
OF_AN_AREA = re.compile(r"/areas/(\w+)/measures/([\w-]+)/")
OF_ALL = re.compile(r"/measures/([\w-]+)/(?:movement/)?")
# The gallery shows components with words that are made up.
PAGES = {name: shown for name, shown in VISITORS.items() if name != "gallery"}
PER_HEAD = {"waiting-list": "waiting-list-per-1000"}
# Of it is asked nothing: it is England’s, whoever is marked in the others.
ENGLANDS = "#england"
NEWEST = "2026-04"


def charts_in(html: str) -> list[tuple[str, list[str]]]:
    """Return of each chart with an address its address, and where it leads for similar areas that do better."""
    every = [(OWN, one) for one in FIGURE.findall(html)] + [(LARGE, one) for one in SMALL.findall(html)]
    found = [(pattern.search(one), BETTER.findall(one)) for pattern, one in every]
    return [(unescape(own.group(1)), [unescape(one) for one in links]) for own, links in found if own]


def asked_of(address: str) -> dict[str, str]:
    """Return what the page it leads to is to be about, by the address of a chart; empty for one without peers."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if own := OF_AN_AREA.fullmatch(parts.path):
        code, slug = own.groups()
    elif (ranked := OF_ALL.fullmatch(parts.path)) and "area" in query and not address.endswith(ENGLANDS):
        code, slug = query["area"], ranked.group(1)
    else:
        return {}
    has_peers = Area.objects.get(code=code).kind in ("icb", "sicbl")
    if not has_peers or MEASURES[slug].direction == "neutral":
        return {}
    measure = PER_HEAD.get(slug, slug)
    function = query.get("function", "C_999")
    return {"code": code, "measure": measure, "function": function, "to": query.get("month", query.get("to"))}


def leads_to(client, link: str) -> dict[str, str]:
    response = client.get(link)
    assert response.status_code == 200, link
    question = response.context["question"]
    code = response.context["area"].code
    about = {"measure": question.measure.slug, "function": question.function}
    return {"code": code, **about, "to": f"{question.last:%Y-%m}"}


def test_every_chart_of_an_area_and_a_measure_leads_to_similar_areas_that_do_better(client):
    publish(A_YEAR_AGO, APRIL, MAY, REDRAWN)
    seen = {}
    for page in addresses(PAGES):
        for own, links in charts_in(client.get(page, follow=True).content.decode()):
            asked = asked_of(own)
            assert len(links) == (1 if asked and "better-peers" not in own else 0), (page, own, links)
            if links:
                seen[links[0]] = asked

    for link, asked in seen.items():
        assert leads_to(client, link) == asked, link
    asked = list(seen.values())
    assert {one["code"] for one in asked} >= {"03R", "QWO", "QNQ"}
    assert {one["measure"] for one in asked} >= {"within-18-weeks", "waiting-list-per-1000", "over-52-weeks"}
    assert {one["function"] for one in asked} >= {"C_999", "C_110", "C_150"}
    assert {one["to"] for one in asked} >= {"2025-04", "2025-05", NEWEST}


def test_charts_of_england_of_regions_of_providers_and_of_all_areas_lead_to_none(client):
    publish(APRIL, MAY)

    for page in (
        "/",
        "/areas/ENGLAND/",
        "/areas/Y63/",
        "/areas/DX039/measures/within-18-weeks/",
        "/measures/within-18-weeks/",
        "/measures/within-18-weeks/variation/",
        "/reports/variation/",
        "/areas/QWO/measures/new-pathways-per-1000/",
    ):
        html = client.get(page).content.decode()
        assert "app-figure" in html
        assert not BETTER.search(html), page


def test_charts_of_what_an_adoption_did_and_of_what_is_claimed_lead_there_too(client):
    months_published()
    found = answered(adoption("03R"))
    case = case_study(state=CaseStudy.State.PUBLISHED)
    outcome(case, starts=START)

    for page in (found.get_absolute_url(), case.get_absolute_url()):
        html = client.get(page).content.decode()
        links = {unescape(one) for one in BETTER.findall(html)}
        assert len(BETTER.findall(html)) == len(FIGURE.findall(html)) > 0
        for link in links:
            about = leads_to(client, link)
            assert (about["code"], about["measure"], about["function"]) == ("03R", "within-18-weeks", "C_999")
