"""A case study on two pages to print: what is on them, and that there are never three."""

import io
from datetime import date

import pypdf
import pytest

from casestudies.models.cases import LONGEST_SUMMARY, LONGEST_TITLE
from casestudies.presenters.plain import excerpt, lines_of
from casestudies.questions import QUESTIONS
from safety.markdown import rendered
from tests.casestudies.test_reading import START, publish, published
from tests.factories import case_study, member, outcome, signed_in, technology

pytestmark = pytest.mark.django_db


def pages(client, case) -> list[str]:
    answer = client.get(f"/case-studies/{case.pk}/summary.pdf")
    assert answer["Content-Type"] == "application/pdf"
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    ]


def test_it_tells_what_was_done_then_what_the_figures_show(client):
    publish()
    case = published(answers={"problem": "Too **long** waits.", "done": "- One room\n- One nurse"})
    outcome(case, starts=START, claim="More people are seen in time.")

    first, second = pages(client, case)

    assert "Too long waits." in first
    assert "One room One nurse" in first
    assert "More people are seen in time." in second
    assert "In all 8 months from April 2025 on the figure was better" in second
    assert "It does not show what brought it about." in second
    assert f"Exemplar, case study {case.pk}." in second
    assert f"http://testserver/case-studies/{case.pk}/" in second


def test_what_else_began_then_is_on_paper_as_far_as_there_is_room(client):
    publish()
    case = published()
    outcome(case, starts=START)
    for number in range(5):
        published(title=f"Weekend lists {number}", started=date(2025, 6, 1 + number))

    second = pages(client, case)[1]

    assert "“Weekend lists 0” (June 2025)." in second
    assert "Weekend lists 2" in second
    assert "Weekend lists 3" not in second
    assert "Its page names 2 more." in second


def test_the_longest_one_has_two_pages(client):
    publish()
    words = "Outpatient clinics and theatres. " * 300
    case = published(
        title=("Wednesdays " * 20)[:LONGEST_TITLE].strip(),
        summary=words[:LONGEST_SUMMARY],
        answers=dict.fromkeys(QUESTIONS, words),
        functions=[f"C_{number}" for number in (100, 101, 110, 120, 130, 140, 150, 160, 170, 300, 301, 320)],
        technologies=[technology(f"A scanner with a rather long name {number}") for number in range(6)],
        barriers=["staff", "evidence", "leadership", "central", "approvals", "resources"],
        care_setting="theatres",
        design="before after",
        author_rating="moderate",
        confirmed_rating="suggestive",
        started=START,
    )
    for _ in range(5):
        outcome(case, starts=START, claim=words[:300])
    for number in range(5):
        published(title=words[:140] + str(number), started=date(2025, 6, 1))

    assert len(pages(client, case)) == 2


def test_it_follows_what_is_changed(client):
    case = published(answers={"problem": "Long waits."})
    pages(client, case)

    case.answers, case.version = {"problem": "Few rooms."}, case.version + 1
    case.save()

    assert "Few rooms." in pages(client, case)[0]


def test_what_is_hidden_is_gone_from_the_paper_of_another(client):
    publish()
    case = published()
    outcome(case, starts=START)
    other = published(title="Weekend lists", started=date(2025, 6, 1))
    assert "Weekend lists" in pages(client, case)[1]

    other.state = "hidden"
    other.save()

    assert "Weekend lists" not in pages(client, case)[1]


def test_a_paper_is_made_once(client, monkeypatch):
    publish()
    case = published()
    outcome(case, starts=START)
    first = pages(client, case)

    monkeypatch.setattr("casestudies.views.reading.pdf", lambda paper: pytest.fail("made again"))

    assert pages(client, case) == first


def test_a_contact_is_on_no_paper():
    case = published(contact_role="Service manager", contact_email="ent@example.nhs.uk")

    assert "ent@example" not in " ".join(pages(signed_in(member()), case))


def test_an_invented_one_says_so_on_its_paper(client):
    case = published(is_demonstration=True)

    assert "this case study is invented" in pages(client, case)[0]


def test_a_draft_has_no_paper_for_others(client):
    draft = case_study()

    assert client.get(f"/case-studies/{draft.pk}/summary.pdf").status_code == 302
    assert signed_in(member()).get(f"/case-studies/{draft.pk}/summary.pdf").status_code == 404


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One *two*\nthree.\n\nFour", ["One two three.", "Four"]),
        ("- a\n- b", ["a", "b"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a b", "1 2"]),
        ("a & b < c", ["a & b < c"]),
        ("", []),
    ],
    ids=["paragraphs", "a list", "a table", "signs", "nothing"],
)
def test_markdown_on_paper_is_its_words(text, lines):
    assert lines_of(rendered(text)) == lines


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("Short.", 10, "Short."),
        ("One two. Three four five.", 20, "One two. Three…"),
        ("One two three. Four five six.", 20, "One two three. …"),
        ("Abcdefghijkl", 6, "Abcde…"),
    ],
)
def test_a_long_text_ends_with_a_sentence_or_a_word(text, most, kept):
    assert excerpt(text, most) == kept
