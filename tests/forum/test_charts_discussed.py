"""Threads started from charts: the picture as it was, its address, who sees it, and what addresses lead to none."""

import re
import uuid
from html import unescape
from urllib.parse import quote, unquote

import pytest
from django.core.cache import caches
from django.urls import get_resolver, reverse

from forum.actions.links import add_links
from forum.models import ChartKept, Link, Post, Thread
from forum.models.links import About
from forum.personal_data import about, charts
from forum.views.chart_asked import CHARTS, PAGES
from metrics.actions.publishing import withdraw
from tests.casestudies.measuring import answered
from tests.factories import (
    administrator,
    adoption,
    chart_kept,
    figures,
    member,
    moderator,
    technology,
    thread,
)
from tests.forum.erasing import erased
from tests.forum.reviewed import opened
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db
CHART = "/areas/QWO/measures/waiting-list/chart.svg"


def start_address(chart: str) -> str:
    return f"{reverse('start-thread')}?chart={quote(chart, safe='')}"


def start(client, chart: str, **fields):
    sent = {"title": "Why?", "text": "What happened here?", "key": uuid.uuid4()} | fields
    return client.post(start_address(chart), sent)


def with_chart(author=None, **fields) -> Thread:
    made = thread(author, **fields)
    return chart_kept(made).thread


def list_of(count: int, **fields) -> None:
    """Publish May with so many pathways waiting in West Yorkshire."""
    figures(MAY, {"area": "QWO", "incomplete": count}, **fields)


@pytest.fixture
def published():
    publish(APRIL, MAY)


@pytest.fixture
def somebody(client, published):
    someone = member("03R")
    client.force_login(someone)
    return someone


# From any chart


PAGES_WITH_CHARTS = [
    "/areas/QWO/",
    "/areas/QWO/measures/within-18-weeks/",
    "/areas/QWO/variation/",
    "/areas/QWO/better-peers/",
    "/measures/within-18-weeks/",
    "/measures/within-18-weeks/movement/?from=2025-04&to=2025-05",
    "/measures/within-18-weeks/variation/",
    "/reports/variation/",
]


@pytest.mark.parametrize("page", PAGES_WITH_CHARTS)
def test_every_chart_that_is_a_file_too_leads_to_a_form_that_shows_it(client, somebody, page):
    html = client.get(page).content.decode()
    pictures = {unescape(one) for one in re.findall(r'<a href="(/[^"]+\.svg[^"]*)" download', html)}
    discussed = {unquote(unescape(one)) for one in re.findall(r'/forum/start/\?chart=([^"]+)"', html)}

    assert pictures
    assert discussed == pictures
    for picture in pictures:
        form = client.get(start_address(picture))
        kept = form.context["chart"].kept
        assert form.status_code == 200
        assert kept.finding
        assert client.get(kept.address).status_code == 200
        assert f'src="{picture}"' in unescape(form.content.decode())


def test_a_picture_of_an_effect_leads_to_a_form_that_shows_it_and_is_about_the_same(client, somebody):
    found = answered(adoption("03R"))
    html = client.get(found.get_absolute_url()).content.decode()
    pictures = [unquote(unescape(one)) for one in re.findall(r'/forum/start/\?chart=([^"]+)"', html)]

    assert pictures == [reverse("effect-svg", args=[found.pk, name]) for name in ("course", "placebos")]
    for picture in pictures:
        form = client.get(start_address(picture))
        assert form.context["chart"].about == {
            "area": "03R",
            "measure": "within-18-weeks",
            "function": "C_999",
        }
        assert client.get(form.context["chart"].kept.address).status_code == 200


def test_every_address_of_a_chart_can_be_discussed():
    every = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.endswith("-svg")}

    assert set(PAGES) == every - {"thread-chart-svg"}
    assert {name for name, _ in CHARTS.values()} <= set(PAGES)


def test_the_form_begins_with_what_the_chart_shows_and_what_it_is_of(client, somebody):
    chart = "/areas/QWO/measures/within-18-weeks/chart.svg?month=2025-05&function=C_110"

    form = client.get(start_address(chart)).context["form"]

    assert form["title"].value().startswith("Waiting 18 weeks or less, West Yorkshire, trauma and orthop")
    assert len(form["title"].value()) <= 150
    assert form["area"].value() == "West Yorkshire (QWO)"
    assert (form["measure"].value(), form["function"].value()) == ("within-18-weeks", "C_110")


def test_the_address_of_a_page_leads_to_its_chart_with_this_sites_name_or_without(client, somebody):
    for page in ("/areas/QWO/measures/waiting-list/", "http://testserver/areas/QWO/measures/waiting-list/"):
        assert client.get(start_address(page)).context["chart"].picture == CHART
    ranks = client.get(start_address("/measures/within-18-weeks/")).context["chart"]
    assert ranks.picture == "/measures/within-18-weeks/ranks.svg"
    assert ranks.kept.address == "/measures/within-18-weeks/#ranks"


def test_a_thread_from_a_technologys_chart_is_about_the_technology(client, somebody):
    found = technology()
    adoption(of=found, stage="adopted")
    picture = reverse("technology-svg", args=[found.slug, "timeline"])

    start(client, picture)

    made = Thread.objects.get()
    assert made.technology == found
    assert made.chart.address.startswith(found.get_absolute_url())


# What is kept


def test_the_thread_keeps_the_picture_as_it_is_drawn_now_what_it_shows_and_of_which_figures(client, somebody):
    drawn = client.get(CHART).content.decode()

    led = start(client, CHART, area="QWO", measure="waiting-list")

    kept = ChartKept.objects.get()
    assert kept.svg == drawn
    assert kept.finding.startswith("Pathways on the waiting list, West Yorkshire: ")
    assert kept.address == "/areas/QWO/measures/waiting-list/"
    assert kept.figures.startswith("figures as published on ")
    page = client.get(led.headers["Location"]).content.decode()
    assert f"/threads/{kept.thread_id}/chart.svg" in page
    assert kept.finding in unescape(page)
    assert "The chart as it was on" in page
    assert 'href="/areas/QWO/measures/waiting-list/">Today' in page


def test_nothing_that_is_sent_is_kept_as_a_picture(client, somebody):
    sent = {"svg": "<svg/>", "finding": "All is well", "chart": "<svg/>", "address": "https://example.org"}
    client.post(start_address(CHART), sent | {"title": "Why?", "text": "Why?", "key": uuid.uuid4()})

    kept = ChartKept.objects.get()
    assert "<svg/>" not in kept.svg
    assert "All is well" not in kept.finding
    assert kept.address == "/areas/QWO/measures/waiting-list/"


def test_the_picture_stays_when_the_month_is_published_again_or_withdrawn_and_its_link_shows_todays(client):
    list_of(5000)
    client.force_login(member("03R"))
    start(client, f"{CHART}?month=2025-05")
    made = Thread.objects.get()
    then = client.get(reverse("thread-chart-svg", args=[made.pk])).content
    assert b"5,000" in then

    list_of(7000)

    assert client.get(reverse("thread-chart-svg", args=[made.pk])).content == then
    page = client.get(made.get_absolute_url()).content.decode()
    assert "5,000" in page
    today, same_months = re.findall(r'href="(/areas/QWO/measures/waiting-list/[^"]*)"', page)[:2]
    for address in (today, same_months):
        assert "7,000" in client.get(unescape(address)).content.decode()

    withdraw(MAY, by=administrator(), reason="Wrong file")
    caches["figures"].clear()

    assert client.get(reverse("thread-chart-svg", args=[made.pk])).content == then
    assert "5,000" in client.get(made.get_absolute_url()).content.decode()
    assert client.get(today).status_code == 200


def test_the_same_form_sent_twice_keeps_one_chart(client, somebody):
    key = uuid.uuid4()

    start(client, CHART, key=key)
    start(client, CHART, key=key)

    assert Thread.objects.count() == ChartKept.objects.count() == 1


def test_a_look_at_the_text_first_keeps_the_chart_on_the_form(client, somebody):
    looked = start(client, CHART, preview="yes")

    assert looked.context["chart"].picture == CHART
    assert not Thread.objects.exists()


# Addresses at which there is no chart


NO_CHARTS = [
    "/",
    "/areas/",
    "/areas/ZZZ/measures/waiting-list/chart.svg",
    "/areas/QWO/measures/none/chart.svg",
    "/areas/QWO/measures/waiting-list/chart.svg?month=1999-01",
    "/areas/QWO/measures/waiting-list/chart.svg?function=C_000",
    "/areas/QWO/measures/waiting-list/chart.png",
    "/measures/within-18-weeks/none.svg",
    "/technologies/none/timeline.svg",
    "https://example.org/areas/QWO/measures/waiting-list/chart.svg",
    "//example.org/areas/QWO/measures/waiting-list/chart.svg",
    "http://[/areas/QWO/measures/waiting-list/chart.svg",
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "/areas/QWO/measures/waiting-list/chart.svg?x=" + "x" * 500,
    "/admin/",
    "/accounts/sign-out/",
    "/threads/1/chart.svg",
]


@pytest.mark.parametrize("address", NO_CHARTS, ids=range(len(NO_CHARTS)))
def test_what_is_no_chart_is_said_and_nothing_typed_is_lost(client, somebody, address):
    page = client.get(start_address(address)).content.decode()
    assert "There is no chart at this address" in page

    again = start(client, address, title="Why so late?")

    assert not Thread.objects.exists()
    assert 'value="Why so late?"' in again.content.decode()
    start(client, address, title="Why so late?", **{"without-chart": "yes"})
    assert not hasattr(Thread.objects.get(title="Why so late?"), "chart")


def test_a_chart_of_figures_withdrawn_while_somebody_writes_is_said(client, somebody):
    withdraw(MAY, by=administrator(), reason="Wrong file")

    answered = start(
        client, "/areas/QWO/measures/waiting-list/functions.svg?month=2025-05", title="Why so late?"
    )

    assert "There is no chart at this address" in answered.content.decode()
    assert not Thread.objects.exists()


# Who sees it


def test_whoever_sees_the_thread_sees_its_chart_and_nobody_else(client):
    author = member("03R")
    held = with_chart(author, state=Post.State.HELD, held_because="first posts")
    addresses = [reverse(f"thread-chart-{kind}", args=[held.pk]) for kind in ("svg", "png")]

    for address in addresses:
        assert client.get(address).headers["Location"].startswith(reverse("sign-in"))
    for someone, status in ((author, 200), (moderator(), 200), (member("03R"), 404)):
        client.force_login(someone)
        assert [client.get(address).status_code for address in addresses] == [status, status]


def test_the_files_are_pictures_that_run_nothing_and_that_nobody_else_keeps(client):
    made = with_chart()
    client.force_login(member())

    svg, png = (client.get(reverse(f"thread-chart-{kind}", args=[made.pk])) for kind in ("svg", "png"))

    assert svg.content.decode() == made.chart.svg
    assert png.content.startswith(b"\x89PNG")
    for answer, kind in ((svg, "image/svg+xml"), (png, "image/png")):
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_thread_that_is_erased_for_good_keeps_no_chart_and_is_about_nothing_more():
    made = with_chart()
    add_links(made, [About(function="C_101")])

    erased(opened(made.posts.get()))

    assert not ChartKept.objects.exists()
    assert not Link.objects.exists()


def test_a_person_downloads_from_which_charts_they_started_threads_and_what_these_are_about():
    made = with_chart(member("03R"))
    add_links(made, [About(function="C_101", measure="median-wait")])

    (chart,), (link,) = charts(made.author), about(made.author)

    assert (chart["finding"], chart["address"]) == ("Lists grow", "/areas/QWO/")
    assert (link["measure"], link["treatment_function"]) == ("median-wait", "C_101")
    assert charts(member()) == about(member()) == []


def test_a_thread_without_a_chart_has_none_at_its_address(client):
    client.force_login(member())

    assert client.get(reverse("thread-chart-svg", args=[thread().pk])).status_code == 404
    assert client.get(reverse("thread-chart-svg", args=[999_999_999])).status_code == 404
