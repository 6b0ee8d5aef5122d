import io
from datetime import date

import pypdf
import pytest
from django.urls import reverse

from metrics.models import Area
from metrics.presenters.area_blocks import area_blocks
from metrics.queries import place_of
from tests.factories import figures
from tests.published import A_YEAR_AGO, APRIL, MARCH, MAY, REDRAWN, publish

pytestmark = pytest.mark.django_db
INVENTED = "these figures are invented"


def pack(client, code: str, **asked) -> pypdf.PdfReader:
    response = client.get(reverse("board-pack", args=[code]), asked)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(response.content))


def words(made: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in made.pages).split())


def refused(client, code: str, **asked) -> str:
    response = client.get(reverse("board-pack", args=[code]), asked)
    assert response.status_code == 404
    return response.content.decode()


def a_provider() -> str:
    return Area.objects.of_kind("provider").first().code


@pytest.mark.parametrize("code", ["ENGLAND", "Y63", "QWO", "03R", "QNQ", "a provider"])
def test_every_kind_of_area_has_a_pack_that_says_what_its_page_says(client, code):
    publish(A_YEAR_AGO, MARCH, APRIL, MAY)
    area = Area.objects.get(code=a_provider() if code == "a provider" else code)
    shown = area_blocks(place_of(area, MAY), MAY)

    made = pack(client, area.code)
    said = words(made)

    assert 2 <= len(made.pages) <= 4
    assert area.name in made.metadata.title
    assert shown.headlines
    for row in shown.headlines:
        beside = [] if code == "ENGLAND" else row.icons
        judged = [icon.words for icon in (*beside, *row.variation)]
        for each in (row.name, row.value, row.england, row.similar, *judged):
            assert each in said
    assert all(sentence in said for sentence in shown.view.sentences)


@pytest.mark.parametrize("code", ["03R", "a provider"])
def test_one_month_makes_a_pack_too(client, code):
    publish(MAY)

    assert 2 <= len(pack(client, a_provider() if code == "a provider" else code).pages) <= 4


def test_the_packs_headlines_are_those_published(client):
    figures(
        MAY,
        {"area": "03R", "incomplete": 1000, "within_18": 592},
        {"area": "ENGLAND", "incomplete": 9, "within_18": 9},
    )

    assert "59.2%" in words(pack(client, "03R"))


def test_the_pack_sets_parts_and_similar_areas_side_by_side(client):
    publish(APRIL, MAY)

    said = words(pack(client, "QWO"))

    assert "How its parts differ" in said
    assert all(name in said for name in ("Wakefield", "Leeds", "Calderdale", "Kirklees"))
    assert "Areas like this one" in said
    assert "Similar 10" in said
    assert "areas most like West Yorkshire" in said


def test_the_pack_says_how_its_figures_were_made_and_how_good_they_are(client):
    publish(APRIL, MAY)

    made = pack(client, "03R")
    said = words(made)

    assert "Making Data Count" in said
    assert "Data quality" in said
    assert "May 2025 comes from an invented file" in said
    assert all(INVENTED in page.extract_text() for page in made.pages)


def test_real_figures_name_their_source(client):
    figures(MAY, {"area": "03R", "incomplete": 1000, "within_18": 592})

    said = words(pack(client, "03R"))

    assert "Source: NHS England, referral to treatment waiting times, May 2025" in said
    assert INVENTED not in said


def test_an_earlier_month_has_a_pack_of_its_own(client):
    publish(APRIL, MAY)

    response = client.get(reverse("board-pack", args=["03R"]), {"month": "2025-04"})

    assert 'filename="demonstration-exemplar-board-pack-03R-2025-04.pdf"' in response["Content-Disposition"]
    made = pypdf.PdfReader(io.BytesIO(response.content))
    assert "April 2025" in made.metadata.subject
    assert "http://testserver/areas/03R/?month=2025-04" in words(made)


def test_todays_boundaries_stay_todays(client):
    publish(MAY)

    assert "month=2025-05&boundaries=now" in words(pack(client, "Y63", boundaries="now"))


def test_an_area_without_figures_has_no_pack_and_is_told_so(client):
    publish(MAY)

    assert "U2G6B" not in refused(client, "U2G6B")
    assert "No file published for May 2025 has figures of" in refused(client, "U2G6B")


def test_a_site_without_figures_has_no_packs(client):
    assert "there is no board pack yet" in refused(client, "QWO")


def test_what_is_not_offered_is_refused_in_words(client):
    publish(MAY)

    assert "No figures of “2019-01” are published for this area" in refused(client, "QWO", month="2019-01")
    assert "There are no boundaries “old”" in refused(client, "QWO", boundaries="old")


def test_a_name_that_looks_like_a_program_stays_a_name(client):
    publish(MAY)
    name = '#import "x" *bold* $1$'
    Area.objects.filter(code="03R").update(name=name, short_name=name)

    made = pack(client, "03R")

    assert name in made.metadata.title
    assert f"{name} in May 2025" in words(made)


def test_the_page_has_one_button_for_it(client):
    publish(APRIL, MAY)

    def page(**asked) -> str:
        return client.get(reverse("area", args=["03R"]), asked).content.decode()

    assert 'href="/areas/03R/board-pack.pdf?month=2025-05">Download board pack (PDF)</a>' in page()
    assert 'href="/areas/03R/board-pack.pdf?month=2025-04"' in page(month="2025-04")
    assert 'href="/areas/03R/board-pack.pdf?month=2025-05&amp;boundaries=now"' in page(boundaries="now")


def test_the_page_of_an_area_without_figures_has_no_button(client):
    publish(MAY)

    assert "board pack" not in client.get(reverse("area", args=["U2G6B"])).content.decode()


def test_a_board_of_redrawn_boundaries_has_a_pack(client):
    publish(REDRAWN)

    assert "April 2026" in pack(client, "S0E4D").metadata.subject


def test_the_day_it_was_made_is_on_it_and_little_else_differs(client, time_machine):
    publish(MAY)

    def bytes_on(day: date) -> bytes:
        time_machine.move_to(day)
        return client.get(reverse("board-pack", args=["03R"])).content

    assert bytes_on(date(2025, 7, 10)) == bytes_on(date(2025, 7, 10))
    assert "made 10 July 2025" in words(pack(client, "03R"))
