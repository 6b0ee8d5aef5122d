"""What the patient-data guard finds, what it lets through, and that nobody can make it slow."""

import subprocess
import sys
import time
from dataclasses import fields
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nhs_number import calculate_checksum, is_valid

from safety.guard import CONFIRM, HOLD, PASS, Found, Scan, place, scan, worst
from safety.guard.found import KINDS
from tests.environment import ROOT
from tests.safety.hostile import MADE, hostile
from tests.safety.prose import paragraphs
from tests.safety.ways_of_writing import WAYS

NUMBERS_A_WAY = 400


def nhs_numbers(count: int, seed: str) -> list[str]:
    """Return valid numbers that begin with 4, 6, 7 or 9, made without the guard's own question."""
    draw, made = Random(seed), []
    while len(made) < count:
        first = f"{draw.choice('4679')}{draw.randint(0, 99_999_999):08}"
        check = calculate_checksum(first)
        if check != 10 and len(set(f"{first}{check}")) > 1:
            made.append(f"{first}{check}")
    return made


def kinds(text: str) -> list[str]:
    return [found.kind for found in scan(text).findings]


def verdict(text: str) -> str:
    return scan(text).verdict


@pytest.mark.parametrize("way", WAYS)
def test_an_nhs_number_is_held_in_every_way_of_writing(way):
    missed = [
        text
        for number in nhs_numbers(NUMBERS_A_WAY, way)
        if "nhs-number" not in kinds(text := WAYS[way](number)) or verdict(text) != HOLD
    ]
    assert missed == []


def test_there_are_as_many_ways_of_writing_as_promised():
    assert len(WAYS) >= 18


def test_hardly_a_paragraph_without_patients_is_held():
    held = [text for text in paragraphs(6_000, seed=4) if verdict(text) == HOLD]
    print(f"{len(held)} of 6,000 paragraphs held")
    assert len(held) <= 6


def test_the_clean_paragraphs_would_be_held_by_a_search_for_ten_digits():
    """The corpus tests something: what only looks for ten digits finds plenty in it."""
    digits = ["".join(filter(str.isdigit, text)) for text in paragraphs(200, seed=4)]
    chances = sum(is_valid(text[place : place + 10]) for text in digits for place in range(len(text) - 9))
    assert chances > 500


@pytest.mark.parametrize(
    "text",
    [
        "The list was 4,010,232,137 pathways long.",
        "It cost £4010232137.",
        "Wakefield is at 53.4010232137 north.",
        "See doi:10.1136/4010232137 for more.",
        "SHA-256 4010232137deadbeefdeadbeefdeadbeefdeadbeef",
        "Registered as CRD4201312345.",
        "4444444444 and 777 777 7777 and 9999999999",
        "943 476 5918 is no NHS number: its last digit is wrong.",
        "543 476 5919 begins with a digit that is not given.",
        "19434765919 is too long, and so is 94347659191.",
        "Call 0113 243 2799 or +44 113 243 2799 or (0113) 243 2799.",
        "943, 476, 5919 were the counts of three weeks.",
        "| 943 | 476 | 5919 |",
        "943\t476\t5919",
        "Month by month:\n12\n943\n476\n5919\n34",
        "The NHS was born on 5 July 1948, our team was born on 1 April 2013.",
        "We ask for DOB, MRN and NHS number since 3 May 2024.",
        "Dates of birth are missing in 12/03/2024's file? No: 1,234 of 2,345.",
        "Patients aged 65 and over at the practice; 18 to 24 year olds too.",
        "Dr Patel and Professor Jones of Leeds.",
        "MR scan, MR Imaging, MR Guided surgery",
        "The hospital number in 9931 of 10000 rows was missing.",
        "RX1 2AB, E85 001 and QWO are codes.",
        "",
        " ",
        "\x00\ufffe\ud800",
    ],
)
def test_what_only_looks_like_it_passes(text):
    assert scan(text) == Scan()


@pytest.mark.parametrize(
    "text",
    [
        "DOB 12/03/1947",
        "dob: 12.3.47",
        "D.O.B. - 1947-03-12",
        "date of birth is the 12th of March 1947",
        "Date of birth: March 12, 1947",
        "Date of birth | 12 Mar 1947",
        "12/03/1947 (DOB)",
        "She was born on 12 March 1947",
        "b. 12/03/1947",
        "birthday 3/4/50",
        "**DOB:** 12 03 1947",
        "D O B 12/03/1947",
        "DOB&#58; １２/０３/１９４７",
        "| Name | DOB |\n|------|-----|\n| Ann | 12/03/1947 |",
        "Name\tDate of birth\tWaited\nAnn\t12 March 1947\t52",
        "id,dob,weeks\r\n1,1947-03-12,52\r\n",
    ],
)
def test_a_date_of_birth_is_held(text):
    assert "date-of-birth" in kinds(text)
    assert verdict(text) == HOLD


@pytest.mark.parametrize(
    "text",
    [
        "MRN 1234567",
        "MRN: A123456",
        "hospital number RX12345",
        "Hospital no. 123 4567",
        "hosp no 0012345",
        "Patient ID: 98765",
        "patient number is 445566",
        "case note number 12-34-56",
        "CHI number 0101501234",
        "UBRN 1234 5678 9012",
        "patient pathway identifier X09123456",
        "| MRN | Weeks |\n|---|---|\n| A123456 | 60 |",
    ],
)
def test_a_record_number_is_held(text):
    assert "record-number" in kinds(text)


@pytest.mark.parametrize(
    "text",
    ["AB123456C", "AB 12 34 56 C", "ab123456c", "AB-12-34-56-C", "NI no AB\u200b123456C", "**AB**123456C"],
)
def test_an_ni_number_is_held(text):
    assert kinds(text) == ["ni-number"]


@pytest.mark.parametrize("text", ["GB123456A", "AB123456E", "XAB123456C", "DF123456A"])
def test_what_is_no_ni_number_passes(text):
    assert scan(text) == Scan()


@pytest.mark.parametrize(
    "text",
    [
        "Mrs Smith of 3 Mill Lane, LS9 7TF",
        "Mr A. Khan\n3 Mill Lane\nLeeds\nLS97TF",
        "LS9 7TF, aged 74",
        "a 74-year-old man from LS9 7TF",
        "74 yo, postcode ls9 7tf",
        "born in 1947, lives at LS9 7TF",
        "Patient name: Ann Shaw (LS9 7TF)",
    ],
)
def test_a_postcode_near_a_person_is_held(text):
    assert "postcode-of-a-person" in kinds(text)


def test_a_postcode_far_from_a_person_is_asked_about():
    assert verdict(f"Mrs Smith wrote to us.{' And more.' * 20} The unit is at LS9 7TF.") == CONFIRM


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The practice is at LS9 7TF.", "postcode"),
        ("Mrs Smith was pleased.", "name"),
        ("Mr O’Brien too", "name"),
        ("mr smith", "name"),
        ("Patient name: Ann Shaw", "name"),
        ("Ring me on 07700 900123", "mobile"),
        ("+44 7700 900 123", "mobile"),
        ("+44 (0)7700-900123", "mobile"),
        ("NHS number 943 476 5918", "nhs-number-mistyped"),
    ],
)
def test_what_may_be_about_a_patient_is_asked_about(text, kind):
    assert kinds(text) == [kind]
    assert verdict(text) == CONFIRM


def test_a_mobile_phone_number_is_never_taken_for_an_nhs_number():
    draw = Random("mobiles")
    numbers = [f"7{draw.randint(0, 999_999_999):09}" for _ in range(2_000)]
    assert any(is_valid(number) for number in numbers)
    texts = [f"+44 {number[:4]} {number[4:]} or 0{number[:4]} {number[4:]}" for number in numbers]
    assert {verdict(text) for text in texts} == {CONFIRM}


def test_each_finding_says_where_it_begins_and_ends():
    text = "Seen in May.\nHer number, 943\u00a0476\u00a05919, was wrong."
    (found,) = scan(text).findings
    assert text[found.start : found.end] == "943\u00a0476\u00a05919"
    assert place(text, found.start) == "line 2, word 3"
    assert place("943 476 5919", 0) == "word 1"


def test_a_finding_holds_nothing_of_the_text():
    found = scan("943 476 5919").findings[0]
    assert {field.name for field in fields(Found)} == {"kind", "start", "end"}
    assert not any(part in repr(found) + str(found) for part in ("943", "476", "5919"))


def test_every_kind_has_words_and_a_verdict():
    assert {verdict for _, verdict in KINDS.values()} == {HOLD, CONFIRM}
    assert scan("943 476 5919").findings[0].words == "an NHS number"


def test_the_strictest_of_several_verdicts_counts():
    passes, asks, holds = scan("Hello"), scan("LS9 7TF"), scan("943 476 5919")
    assert worst([]) == worst([passes]) == PASS
    assert worst([asks, passes]) == CONFIRM
    assert worst([passes, holds, asks]) == HOLD
    assert scan("LS9 7TF, 943 476 5919").of(CONFIRM)[0].kind == "postcode"


@pytest.mark.parametrize("kind", MADE)
def test_no_text_makes_the_guard_slow(kind):
    """Twice the text takes twice the time, never four times. How long that is, a bench measures."""
    short, long = hostile(kind, 10_000), hostile(kind, 20_000)
    assert best_of(scan, long) < 3 * best_of(scan, short) + 0.01


def best_of(work, text: str) -> float:
    times = []
    for _ in range(3):
        begun = time.process_time()
        work(text)
        times.append(time.process_time() - begun)
    return min(times)


def test_the_guard_needs_no_django():
    loads = "import sys, safety.guard; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT).returncode == 0


ROWS_OF_FIGURES = "April May June July\nLeeds 52 943 476 5919\nDevon 12 443 1276 88\nDerby 7 31 300 4001"
ROWS_OF_PATIENTS = "Smith 52 943 476 5919\nJones 12 450 557 7104\nKhan 7 401 023 2137"


def test_one_row_of_a_pasted_table_that_passes_the_check_by_chance_is_let_through():
    assert scan(ROWS_OF_FIGURES) == Scan()


def test_a_pasted_table_of_patients_is_held():
    assert kinds(ROWS_OF_PATIENTS) == ["nhs-number"] * 3


def test_numbers_under_each_other_are_held_though_one_is_mistyped():
    assert verdict("Numbers:\n943 476 5919\n450 557 7105\n") == HOLD


@given(
    st.text(
        alphabet=st.characters() | st.sampled_from("9435 \n\t|-&#;<>*_0\u200b\uff19NHSDOBMrspostcde,./"),
        max_size=80,
    )
)
@settings(max_examples=400, deadline=None)
def test_any_text_can_be_scanned_and_every_finding_lies_in_it(text):
    for found in scan(text).findings:
        assert 0 <= found.start < found.end <= len(text)
        assert place(text, found.start)


LETTERS = st.text(alphabet=st.characters(categories=["L"]), max_size=20)


@given(st.sampled_from(nhs_numbers(NUMBERS_A_WAY, "around")), LETTERS, LETTERS)
@settings(max_examples=200, deadline=None)
def test_words_around_a_number_do_not_hide_it(number, before, after):
    assert "nhs-number" in kinds(f"{before}{number[:3]} {number[3:6]} {number[6:]}{after}")


def test_what_this_project_says_of_itself_is_about_no_patient():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "templates").rglob("*.html")]
    assert [page.name for page in pages if verdict(page.read_text()) == HOLD] == []
