"""Text and files made to break or to act: in every form, in what is downloaded, and in what has to be read."""

import csv
import io
import time
import zipfile
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import CharField, Model, SlugField, TextField
from django.test import Client

from casestudies.models import Adoption, Technology
from metrics.models import Area
from safety.guard import scan
from safety.markdown import rendered
from safety.models import Upload
from tests import factories
from tests.attacks.forms import FORMS, form_of, senders
from tests.attacks.world import signed_in
from tests.safety.made_files import gif_that_is_javascript, office, pdf, picture

pytestmark = pytest.mark.django_db
# As bytes, because a browser's own encoder would not let them through.
STRANGE = {
    "NUL": b"a%00b",
    "half a character": b"a%ED%A0%80b",
    "no UTF-8": b"%FF%FEa",
    "every control": b"".join(b"%%%02X" % number for number in range(1, 32)),
    "turned around": "a\u202eb\u2066c\u2069".encode(),
    "unassigned": "\U000e0001\uffff\ufdd0".encode(),
    "combining": ("a" + "\u0301" * 2000).encode(),
    "a number beyond": b"9" * 400,
    "a template": b"{{ settings.SECRET_KEY }}{% debug %}",
    "a format": b"%25s%25n{0.__class__}%25(x)s",
    "a query": b"' OR 1=1; DROP TABLE accounts_user; --",
}


def body(fields: dict, strange: bytes) -> bytes:
    """Return a form with something strange at the end of each text, and as whatever else a page may ask for."""
    more = (
        "person",
        "change",
        "lift",
        "remove",
        "withdraw",
        "session",
        "how",
        "version",
        "into",
        "confirmed",
    )
    parts = []
    for name, value in fields.items():
        part = urlencode({name: value}, doseq=True).encode()
        parts.append(part + strange if isinstance(value, str) else part)
    return b"&".join([*parts, *(name.encode() + b"=" + strange for name in more if name not in fields)])


@pytest.fixture
def things() -> SimpleNamespace:
    return senders()


@pytest.mark.parametrize("strange", STRANGE)
def test_no_form_breaks_of_strange_text(things: SimpleNamespace, strange: str):
    failed = {}
    for name, act in [
        *((name, "") for name in FORMS),
        ("moderation-decide", "edit"),
        ("moderation-decide", "move"),
    ]:
        client, address, form = form_of(things, name, act)
        client.raise_request_exception = False
        sent = body(form, STRANGE[strange])
        with transaction.atomic():
            status = client.generic("POST", address, sent, "application/x-www-form-urlencoded").status_code
            transaction.set_rollback(True)
        if status >= 500:
            failed[name, act] = status

    assert failed == {}


CREDENTIALS = (
    *("{", "[]", "null", '"x"', "{}", '{"id": 1}', '{"id": "eA", "rawId": "eA", "response": {}}', "1e999"),
    *('{"a":' * 500, "[" * 100_000, '{"id": "\\ud800"}'),
)


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_that_is_none_is_refused(credential: str):
    client = signed_in(factories.verified())
    client.raise_request_exception = False
    visitor = Client(raise_request_exception=False)
    visitor.get("/accounts/passkeys/sign-in/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    client.get("/accounts/passkeys/add/")

    assert visitor.post("/accounts/passkeys/sign-in/", {"credential": credential}).status_code < 500
    assert client.post("/accounts/passkeys/add/", {"name": "Key", "credential": credential}).status_code < 500
    assert client.post("/accounts/passkeys/confirm/", {"credential": credential}).status_code < 500


# Spreadsheets

FORMULAS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("https://evil.example","x")'),
    "=cmd|'/c calc'!A0",
)
FILES = (
    "/areas/03R/measures/within-18-weeks/data.csv",
    "/measures/within-18-weeks/data.csv",
    "/measures/within-18-weeks/funnel.csv",
    "/measures/within-18-weeks/movement/places.csv",
    "/measures/within-18-weeks/variation/boards.csv",
    "/areas/QWO/variation/parts.csv",
    "/areas/QWO/variation/gaps.csv",
    "/reports/variation/data.csv",
    "/reports/challenges/data.csv",
    "/reports/pockets/data.csv",
    "/areas/03R/better-peers/data.csv",
    "/data/2025-05/figures.csv",
    "/api/v1/areas/?format=csv",
    "/api/v1/figures/?area=03R&format=csv",
)


def test_no_file_of_figures_holds_a_formula():
    codes = ("03R", "QWO", "02T", "36J", "X2C4Y", "15F", "QKS", "QOQ")
    for code, formula in zip(codes, FORMULAS, strict=True):
        Area.objects.filter(code=code).update(name=formula, short_name=formula)
    figures = [{"area": code, "incomplete": 100 + turn, "within_18": 60} for turn, code in enumerate(codes)]
    factories.figures(factories.MAY, {"area": "ENGLAND", "incomplete": 900, "within_18": 500}, *figures)
    client, cells = Client(), {}
    for address in FILES:
        answer = client.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 200:
            cells[address] = [
                cell for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))) for cell in row
            ]

    # A number below zero is a number; all else that a spreadsheet would run has a quote before it.
    acts = {
        address: [cell for cell in row if cell.startswith((*"=+@\t\r", "-1+"))]
        for address, row in cells.items()
    }
    assert len(cells) >= 8
    assert {address: found for address, found in acts.items() if found} == {}
    assert any("'=1+1" in row or "'+1+1" in row for row in cells.values())


# Whatever people wrote of practice, in every column of its files.
PRACTICE_FILES = ("/technologies/technologies.csv", "/adoption/adoption.csv")


def filled(model: type[Model], formula: str) -> dict[str, str]:
    """Return the columns of a model in which people write, each holding a formula as far as it goes."""
    return {
        field.name: formula[: field.max_length]
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not (field.choices or isinstance(field, SlugField))
    }


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_file_of_practice_holds_a_formula(formula: str):
    scope = factories.technology(**filled(Technology, formula) | {"slug": "scope"})
    scope.aliases.create(name=formula)
    written = filled(Adoption, formula) | {"stage": "stopped", "reasons": ["staff"], "state": "published"}
    record = factories.adoption(of=scope, **written)
    record.events.create(number=2, stage="stopped", day=factories.MAY, note=formula, reasons=["staff"])
    member = factories.signed_in(factories.member())

    for address in PRACTICE_FILES:
        answer = member.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
        cells = [cell for line in lines for cell in line]
        assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == [], address
        assert len([cell for cell in cells if cell.startswith(f"'{formula}")]) >= 3, address


# Names of files

NAMES = (
    *("a\r\nX-Evil: 1.pdf", 'a".pdf', "a;filename=x.exe.pdf", "../../x.pdf", "a\u202efdp.exe", "a.exe"),
    *("a.pdf.exe", "a.php.pdf"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_writes_no_header_and_no_path(name: str):
    author = factories.trusted(factories.member())
    post = factories.thread(author).posts.get()
    sent = {"file": SimpleUploadedFile("x.pdf", pdf()), "no_patients": "on"}
    sent["file"]._name = name
    signed_in(author).post(f"/posts/{post.pk}/files/", sent)

    for upload in Upload.objects.all():
        answer = signed_in(author).get(upload.get_absolute_url())
        assert "X-Evil" not in answer.headers
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert not set("\r\n/\\\u202e") & set(upload.name)
        assert upload.name.endswith(".pdf")
        assert not {"exe", "php"} & set(upload.name.split(".")[:-1])


# Files that are more than one thing


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("word/document.xml", b"\0" * 200_000_000)
    return made.getvalue()


POLYGLOTS = {
    "a picture that is a script": ("a.gif", gif_that_is_javascript()),
    "a picture that is a page": ("a.png", picture() + b"<script>alert(1)</script>"),
    "a picture that is an archive": ("a.png", picture() + bomb()[:2000]),
    "a document that is a page": ("a.pdf", b"<!doctype html><script>alert(1)</script>" + pdf()),
    "a document with a script": ("a.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a drawing": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a drawing that is called a picture": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a page": ("a.html", b"<script>alert(1)</script>"),
    "a page that is called a document": ("a.pdf", b"<script>alert(1)</script>"),
    "an archive bomb": ("a.docx", bomb()),
    "a document with macros": ("a.docm", office()),
    "a program": ("a.exe", b"MZ" + b"\0" * 200),
    "a program that is called a document": ("a.pdf", b"MZ" + pdf()),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_file_that_is_more_than_one_thing_is_refused_or_is_one(what: str):
    name, data = POLYGLOTS[what]
    author = factories.trusted(factories.member())
    post = factories.thread(author).posts.get()
    signed_in(author).post(
        f"/posts/{post.pk}/files/", {"file": SimpleUploadedFile(name, data), "no_patients": "on"}
    )

    for upload in Upload.objects.served():
        answer = signed_in(author).get(upload.get_absolute_url())
        assert answer["Content-Type"] in ("image/png", "image/jpeg")
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert [mark for mark in (b"<script", b"alert(", b"PK\x03\x04") if mark in answer.content] == []


# Text that takes long to read

LONGEST = 20_000
BOMBS = {
    "quotes in quotes": ">" * LONGEST,
    "quotes with spaces": "> " * (LONGEST // 2),
    "lists in lists": "- " * (LONGEST // 2),
    "numbers in numbers": "1. " * (LONGEST // 3),
    "open brackets": "[" * LONGEST,
    "open images": "![" * (LONGEST // 2),
    "brackets and back": "[" * (LONGEST // 2) + "]" * (LONGEST // 2),
    "links in links": "[a](" * (LONGEST // 4),
    "emphasis": "*a_ " * (LONGEST // 4),
    "stars": "*" * LONGEST,
    "backticks": "".join("`" * number + " " for number in range(1, 190)),
    "escapes": "\\" * LONGEST,
    "angles": "<" * LONGEST,
    "tags": "<a " * (LONGEST // 3),
    "entities": "&" * LONGEST,
    "tables": "|a" * 2000 + "\n" + "|-" * 2000 + "\n" + "|b" * 2000,
    "references": "".join(f"[{number}]: x\n" for number in range(1300)),
    "headings": "#" * LONGEST,
    "empty lines": "\n" * LONGEST,
    "nested": "".join("  " * number + "- a\n" for number in range(130)),
    "tildes": "~~a~" * (LONGEST // 4),
}
SECONDS = 2.0


@pytest.mark.parametrize("what", BOMBS)
def test_no_text_takes_long_to_read(what: str):
    """The bound is wide: what would go out of hand takes minutes. The guard's own bound is held in tests/safety."""
    text = BOMBS[what][:LONGEST]
    began = time.process_time()
    try:
        rendered(text)
    finally:
        scan(text)

    assert time.process_time() - began < SECONDS
