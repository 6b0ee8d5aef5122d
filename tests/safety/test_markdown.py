"""What people write becomes HTML that is read and can do nothing."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.utils.safestring import SafeString

from safety.footnotes import ID
from safety.markdown import CLASSES_OF, LONGEST_TEXT, TAGS, TextTooLong, rendered
from safety.named import VALUE
from tests.safety.hostile import MADE, hostile
from tests.safety.payloads import PAYLOADS

ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "aria-label"},
    "ol": {"start", "class"},
    "li": {"id", "class"},
    "data": {"value"},
    "div": {"class", "role", "tabindex", "aria-label"},
}


class Tags(HTMLParser):
    """Reads HTML as a browser does: the tags in it, with their attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_a_tag_an_attribute_or_a_scheme_that_acts(payload):
    for tag, attributes in Tags(rendered(payload)).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, {"class"})
        assert set(attributes.get("class", "").split()) <= CLASSES_OF.get(tag, set())
        address = attributes.get("href", "")
        assert urlsplit(address).scheme in ("", "http", "https", "mailto")
        assert not address.startswith(("//", "/\\", "\\"))
        assert ID.fullmatch(attributes.get("id", "note-00000000-1"))
        assert VALUE.fullmatch(attributes.get("value", "file:1"))


def test_there_are_as_many_payloads_as_promised():
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("kind", MADE)
def test_hostile_text_of_the_greatest_length_is_rendered(kind):
    Tags(rendered(hostile(kind, LONGEST_TEXT)))


def test_a_text_that_is_too_long_is_refused_without_a_word_of_it():
    with pytest.raises(
        TextTooLong, match=r"^The text has 20,001 characters: it must have 20,000 or fewer\.$"
    ):
        rendered("9" * (LONGEST_TEXT + 1))


def test_typed_html_is_shown_as_it_was_typed():
    assert rendered("<b>x</b> & y") == "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>\n"


def test_what_is_returned_need_not_be_escaped_again():
    assert isinstance(rendered("x"), SafeString)


@pytest.mark.parametrize(
    "address",
    ["https://www.nice.org.uk/guidance/ng1", "http://x.org", "mailto:a@nhs.net", "/areas/03R/", "#note"],
)
def test_links_to_the_web_to_mail_and_within_the_site_work(address):
    assert f'<a href="{address}" rel="nofollow noopener">words</a>' in rendered(f"[words]({address})")


def test_a_bare_address_in_angle_brackets_is_a_link():
    assert '<a href="https://x.org"' in rendered("<https://x.org>")


@pytest.mark.parametrize(
    ("typed", "tag"), [("# a", "h3"), ("## a", "h4"), ("a\n=", "h3"), ("###### a", "h6")]
)
def test_headings_stand_below_those_of_the_page(typed, tag):
    assert f'<{tag} class="nhsuk-heading-s">a</{tag}>' in rendered(typed)


def test_an_image_is_its_description():
    assert rendered("![A chart <of> waits](https://x.org/a.png)") == "<p>A chart &lt;of&gt; waits</p>\n"


def test_tables_lists_and_struck_out_words_are_those_of_the_design_system():
    page = rendered("| a | n |\n|---|--:|\n| x | 1 |\n\n- a\n\n1. b\n\n~~gone~~")
    assert '<table class="nhsuk-table">' in page
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">1</td>' in page
    assert '<ul class="nhsuk-list nhsuk-list--bullet">' in page
    assert '<ol class="nhsuk-list nhsuk-list--number">' in page
    assert "<s>gone</s>" in page
    assert "style=" not in page


def test_a_table_stands_in_a_box_that_moves_by_itself_and_can_be_reached_by_keyboard():
    page = rendered("| a |\n|---|\n| x |\n\nafter")
    assert page.startswith('<div class="app-scroll" role="group" tabindex="0" aria-label="Table"><table')
    assert "</table>\n</div>\n<p>after</p>" in page
    assert "<div" not in rendered('<div class="app-scroll" role="alert">a</div>')


def test_what_somebody_wrote_cannot_look_like_part_of_the_page():
    assert (
        "nhsuk-error-summary"
        not in rendered('<p class="nhsuk-error-summary">Sign in again</p>').split("&lt;")[0]
    )
    assert " id=" not in rendered("# Sign in")
