"""The base page, the components and the filters that write figures; and what is brought from npm."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from accounts.models import User
from config import assets
from forum.gallery import gallery
from forum.header import HEADER
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.charts.svg import Drawn
from tests.environment import ROOT

HOSTILE = "<script>alert(1)</script>"
COMPONENTS = sorted(path.name for path in (ROOT / "templates/components").glob("*.html"))
DASH = '<span aria-hidden="true">–</span><span class="nhsuk-u-visually-hidden">not known</span>'


def shown(source: str, **context) -> str:
    return Template("{% load figures %}" + source).render(Context(context))


def component(name: str, **context) -> str:
    return " ".join(render_to_string(f"components/{name}.html", context).split())


def base(**context) -> str:
    request = RequestFactory().get(context.pop("path", "/areas/03R/"))
    request.new_notifications = 0
    user = context.pop("user", AnonymousUser())
    return get_template("404.html").render({"request": request, "user": user, **context})


@pytest.fixture
def gallery_page(db) -> str:
    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    return gallery(request).content.decode()


class TestFilters:
    @pytest.mark.parametrize(
        ("source", "value", "words"),
        [
            ("{{ value|thousands }}", 7441223, "7,441,223"),
            ("{{ value|percent }}", 60.94, "60.9%"),
            ("{{ value|percent:2 }}", 60.944, "60.94%"),
            ("{{ value|weeks }}", 14.2, "14.2 weeks"),
            ("{{ value|decimal }}", 8.77, "8.8"),
            ("{{ value|signed }}", -1.72, "−1.7"),
            ("{{ value|month_name }}", date(2026, 3, 1), "March 2026"),
            ("{{ value|day_name }}", date(2026, 3, 31), "31 March 2026"),
            ("{{ value|ordinal }}", 7, "7th"),
        ],
    )
    def test_figures_are_written_one_way(self, source, value, words):
        assert shown(source, value=value) == words

    @pytest.mark.parametrize("name", ["thousands", "percent", "weeks", "decimal", "signed"])
    @pytest.mark.parametrize("value", [None, float("nan"), ""])
    def test_what_is_not_known_is_a_dash_to_see_and_words_to_hear(self, name, value):
        assert shown(f"{{{{ value|{name} }}}}", value=value) == DASH

    @pytest.mark.parametrize("name", ["month_name", "day_name", "ordinal"])
    def test_a_date_or_place_that_is_not_known_is_a_dash_too(self, name):
        assert shown(f"{{{{ value|{name} }}}}", value=None) == DASH

    def test_a_variable_that_is_not_there_is_not_known(self):
        assert shown("{{ nothing|percent }}") == DASH

    def test_zero_is_a_figure(self):
        assert shown("{{ value|thousands }}", value=0) == "0"

    def test_a_value_of_a_measure_has_its_unit_and_decimals(self):
        measure = SimpleNamespace(unit="weeks", decimals=1)

        assert shown("{{ value|figure:measure }}", value=14.25, measure=measure) == "14.2 weeks"
        assert shown("{{ value|short_figure:measure }}", value=14.25, measure=measure) == "14.2"

    def test_too_few_are_not_compared(self):
        source = "{{ value|percent|if_enough:pathways }}"

        assert shown(source, value=50, pathways=19) == "too few to compare"
        assert shown(source, value=50, pathways=20) == "50.0%"

    def test_a_month_can_be_read_by_machines(self):
        assert (
            shown("{% month_time month %}", month=date(2026, 3, 1))
            == '<time datetime="2026-03">March 2026</time>'
        )

    @pytest.mark.parametrize(
        ("number", "links"),
        [
            (1, [1, 2, None, 25]),
            (3, [1, 2, 3, 4, None, 25]),
            (7, [1, None, 6, 7, 8, None, 25]),
            (25, [1, None, 24, 25]),
        ],
    )
    def test_a_gap_between_pages_is_never_one_page(self, number, links):
        page = Paginator(range(500), 20).page(number)

        assert shown("{% for n in page|page_numbers %}{{ n }} {% endfor %}", page=page).split() == [
            str(n) for n in links
        ]


class TestBase:
    def test_it_says_what_it_is_not(self):
        assert "Exemplar is not an NHS England service" in base()

    def test_it_is_english_and_can_be_skipped(self):
        page = base()

        assert '<html lang="en">' in page
        assert 'href="#maincontent"' in page
        assert 'id="maincontent"' in page

    def test_the_menu_marks_where_the_reader_is(self):
        below = re.findall(r'href="([^"]+)" aria-current="(\w+)"', base(path="/areas/03R/"))
        at = re.findall(r'href="([^"]+)" aria-current="(\w+)"', base(path="/"))

        assert below == [("/areas/", "true")]
        assert at == [("/", "page")]

    def test_invented_figures_are_said_to_be_invented_on_every_page(self):
        assert "These figures are invented" in base(demonstration=True)
        assert "These figures are invented" not in base()

    def test_months_being_brought_in_are_counted(self):
        page = base(loading={"done": 5, "total": 14, "words": "Older months are being brought in."})

        assert '<progress class="app-progress" max="14" value="5"' in page
        assert "Older months are being brought in." in page

    def test_a_guest_may_sign_in_and_a_member_sign_out(self):
        member = User(pk=1, name="Sam")

        assert "Sign in" in base()
        assert "Sam" in base(user=member)
        assert "Sign out" in base(user=member)
        assert "Sign in" not in base(user=member)

    @pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
    def test_error_pages_need_no_context(self, name):
        page = get_template(name).render()

        assert "<h1 " in page
        assert "Exemplar is not an NHS England service" in page

    def test_nothing_is_inline_and_nothing_comes_from_elsewhere(self, gallery_page):
        assert not re.search(r"<[^>]+\sstyle=", gallery_page)
        assert "<style" not in gallery_page
        assert not re.search(r"\son\w+=", re.sub(r"<title>.*?</title>", "", gallery_page))
        assert not re.search(r"<script(?![^>]*\ssrc=)", gallery_page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', gallery_page)

    def test_no_logo_of_the_nhs(self, gallery_page):
        assert "nhsuk-header__logo" not in gallery_page
        assert "Frutiger" not in gallery_page


class TestComponents:
    def test_the_gallery_shows_every_component(self):
        page = (ROOT / "templates/gallery.html").read_text()
        others = "".join((ROOT / "templates/components" / name).read_text() for name in COMPONENTS)
        base_page = (ROOT / "templates/base.html").read_text() + HEADER

        missing = [name for name in COMPONENTS if f"components/{name}" not in page + others + base_page]
        assert missing == []

    @pytest.mark.parametrize("name", COMPONENTS)
    def test_a_component_with_nothing_given_does_not_fail(self, name):
        assert isinstance(render_to_string(f"components/{name}", {"href": ""}), str)

    def test_ids_of_the_gallery_are_unique(self, gallery_page):
        ids = re.findall(r'\sid="([^"]+)"', gallery_page)

        assert sorted(ids) == sorted(set(ids))

    def test_names_are_escaped(self, gallery_page):
        assert HOSTILE not in gallery_page
        assert "&lt;script&gt;" in gallery_page

    def test_a_figure_has_title_summary_table_files_and_link(self):
        table = Table(
            "t", "By month", [Column("Month"), Column("Share", is_numeric=True)], [TableRow(["May", "59.2%"])]
        )
        figure = Figure(
            "f", "Rising", "From 56% to 59.2%.", Drawn("<svg/>", ""), table, [("CSV", "/a.csv")], "/a#f"
        )

        page = component("figure", figure=figure, level=4)

        assert '<h4 class="nhsuk-heading-s app-figure__title">Rising</h4>' in page
        assert "From 56% to 59.2%." in page
        assert "<details" in page
        assert 'href="/a.csv"' in page
        assert 'href="/a#f"' in page

    def test_a_table_sorts_by_links_and_says_how_it_is_sorted(self):
        columns = [
            Column("Area", sort_href="?sort=name"),
            Column("Share", is_numeric=True, sort_href="?", sorted="descending"),
        ]
        table = Table("t", "Areas", columns, [TableRow([Cell(HOSTILE, href="/a"), "59.2%"], is_ours=True)])

        page = component("data_table", table=table)

        assert 'aria-sort="none"' in page
        assert 'aria-sort="descending"' in page
        assert '<td class="nhsuk-table__cell app-table__number">59.2%' in page
        assert (
            'app-table__ours"><th class="nhsuk-table__header" scope="row"><a href="/a">&lt;script&gt;' in page
        )

    def test_the_area_picker_works_as_a_plain_form(self):
        page = component("area_picker", id="find", names=["Wakefield (03R)"])

        assert 'action="/areas/" method="get"' in page
        assert 'name="q"' in page
        assert '<label class="nhsuk-label nhsuk-label--m" for="find">' in page
        assert '<option value="Wakefield (03R)">' in page

    def test_the_area_picker_says_what_was_wrong(self):
        page = component("area_picker", id="find", value=HOSTILE, error="No area is called that.")

        assert 'aria-describedby="find-hint find-error"' in page
        assert "<script>" not in page

    def test_a_list_of_one_page_has_no_pages(self):
        assert "<nav" not in component("pagination", page=Paginator(range(5), 20).page(1), base="?page=")

    def test_every_icon_has_words(self, gallery_page):
        assert (
            gallery_page.count('class="app-icon__shape"')
            == gallery_page.count('class="app-icon__words"')
            > 10
        )


class TestAssets:
    css = (
        '@font-face{font-family:Frutiger W01;src:url(https://x/a.woff2) format("woff2")}'
        "body{font-family:Frutiger W01,arial,sans-serif;background:url(/assets/images/up.svg)}"
        "\n/*# sourceMappingURL=a.min.css.map */"
    )

    def made_up_packages(self, root: Path) -> Path:
        built = root / "node_modules/nhsuk-frontend/dist/nhsuk"
        (built / "assets/images").mkdir(parents=True)
        (built / "nhsuk-frontend.min.css").write_text(self.css)
        (built / "nhsuk-frontend.min.js").write_text("export{};//# sourceMappingURL=a.min.js.map\n")
        for image in ("up.svg", "favicon.ico", "nhsuk-icon-mask.svg"):
            (built / "assets/images" / image).write_text(image)
        typeahead = root / "node_modules/accessible-autocomplete"
        (typeahead / "dist").mkdir(parents=True)
        (typeahead / "dist/accessible-autocomplete.min.css").write_text("a{}")
        (typeahead / "dist/accessible-autocomplete.min.js").write_text("1")
        (typeahead / "LICENSE.txt").write_text("MIT")
        return root / "node_modules"

    def test_the_bought_font_and_its_addresses_are_left_out(self):
        assert (
            assets.style_we_may_ship(self.css)
            == "body{font-family:arial,sans-serif;background:url(images/up.svg)}"
        )

    def test_only_images_that_the_styles_use_are_copied(self, tmp_path):
        assets.copy_assets(self.made_up_packages(tmp_path), tmp_path / "vendor")

        assert [path.name for path in (tmp_path / "vendor/images").iterdir()] == ["up.svg"]
        assert (tmp_path / "vendor/nhsuk-frontend.js").read_text().strip() == "export{};"

    def test_what_is_there_already_is_not_made_again(self, tmp_path, monkeypatch):
        runs = []
        monkeypatch.setattr(assets, "install_packages", runs.append)
        self.made_up_packages(tmp_path)
        (tmp_path / "package-lock.json").write_text("{}")

        assert assets.bring_assets(tmp_path)
        assert not assets.bring_assets(tmp_path)
        assert len(runs) == 1

    def test_a_new_lock_makes_it_again(self, tmp_path, monkeypatch):
        monkeypatch.setattr(assets, "install_packages", lambda root: None)
        self.made_up_packages(tmp_path)
        (tmp_path / "package-lock.json").write_text("{}")
        assets.bring_assets(tmp_path)

        (tmp_path / "package-lock.json").write_text('{"new": 1}')

        assert assets.bring_assets(tmp_path)

    def test_a_failed_making_leaves_what_was_there(self, tmp_path, monkeypatch):
        monkeypatch.setattr(assets, "install_packages", lambda root: None)
        packages = self.made_up_packages(tmp_path)
        (tmp_path / "package-lock.json").write_text("{}")
        assets.bring_assets(tmp_path)
        (packages / "accessible-autocomplete/LICENSE.txt").unlink()
        (tmp_path / "package-lock.json").write_text('{"new": 1}')

        with pytest.raises(FileNotFoundError):
            assets.bring_assets(tmp_path)

        assert (tmp_path / "static/vendor/nhsuk-frontend.css").exists()

    def test_the_lock_names_no_host(self):
        assert "://" not in (ROOT / "package-lock.json").read_text()
