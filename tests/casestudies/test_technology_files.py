"""The register as a file: loaded whole or not at all, each mistake by line and column, and taken away again."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from casestudies.forms.csv_files import BrokenFile
from casestudies.forms.technologies.csv import ALL_COLUMNS, read_technologies
from casestudies.models import Technology
from safety.models import AuditEntry
from tests.factories import member, moderator, signed_in, technology

pytestmark = pytest.mark.django_db
HEAD = "name,kind,summary,functions,aliases,guidance,funding_years"
SCANNER = (
    "Pocket scanner,Medical devices,A scanner for the pocket.,C_110; C_320,Probe; Hand-held,"
    '"DG12, recommended, 2021-05-12; MTG55",2021: saves money; 2022/23'
)


def file(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def findings(content: bytes) -> list[str]:
    with pytest.raises(BrokenFile) as broken:
        read_technologies(content)
    return broken.value.findings


def load(content: bytes, browser=None):
    sent = {"file": SimpleUploadedFile("technologies.csv", content), "checked": "on"}
    return (browser or signed_in(moderator())).post("/technologies/import/", sent)


def as_file(client) -> bytes:
    return client.get("/technologies/technologies.csv").content


def test_a_file_is_loaded_with_all_that_belongs_to_each_technology():
    load(file(HEAD, SCANNER))

    made = Technology.objects.get()
    assert (made.name, made.kind, made.state) == ("Pocket scanner", "device", "listed")
    assert [one.treatment_function for one in made.functions.all()] == ["C_110", "C_320"]
    assert [one.name for one in made.aliases.all()] == ["Hand-held", "Probe"]
    assert [str(one) for one in made.guidance.all()] == ["DG12", "MTG55"]
    assert [(one.year, one.criteria) for one in made.funding_years.all()] == [
        (2021, "saves money"),
        (2022, ""),
    ]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.details) == ("import technologies", {"added": 1, "changed": 0})


def test_it_writes_over_what_has_the_name_and_leaves_what_it_has_no_column_for():
    made = technology("Pocket scanner", supplier="Acme", summary="Old")
    made.aliases.create(name="Probe")

    load(file("name,kind,summary", "POCKET SCANNER,device,New"))

    made.refresh_from_db()
    assert (made.name, made.summary, made.supplier) == ("POCKET SCANNER", "New", "Acme")
    assert made.slug == "pocket-scanner"
    assert made.aliases.get().name == "Probe"


def test_each_mistake_is_named_by_line_and_column_and_nothing_is_loaded():
    content = file(
        HEAD,
        SCANNER,
        "Robot,spaceship,,C_999,,XY1,1999",
        '"Two\nlines",device,"A summary, with a comma.",,,,',
        "Pocket Scanner,device,Again.,,Robot,,",
    )

    answer = load(content)

    assert answer.context["findings"] == findings(content)
    assert [finding[: finding.index(":")] for finding in findings(content)] == [
        "Line 3, column kind",
        "Line 3, column summary",
        "Line 3, column functions",
        "Line 3, column guidance",
        "Line 3, column funding_years",
    ]
    assert not Technology.objects.exists()
    assert not AuditEntry.objects.exists()


def test_names_that_two_have_are_named():
    technology("Magnet").aliases.create(name="MRI")
    content = file(
        HEAD,
        "Robot,device,One.,,MRI,,",
        "robot,device,Two.,,,,",
        "Arm,device,Three.,,Robot,,",
    )

    assert findings(content) == [
        "Line 2, column aliases: “MRI” is a name of Magnet in the register too.",
        "Line 3, column name: “robot” is a name of line 2 too.",
        "Line 4, column aliases: “Robot” is a name of line 3 too.",
    ]


def test_another_name_may_move_to_another_technology_of_the_same_file():
    technology("Magnet").aliases.create(name="MRI")
    technology("Coil")

    load(file(HEAD, "Coil,device,One.,,MRI,,", "Magnet,device,Two.,,,,"))

    assert Technology.objects.get(aliases__name="MRI").name == "Coil"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Line 1, column name: it is missing, and every line needs it."),
        (file(HEAD), "The file has nothing below the line with its columns’ names."),
        (
            file("name,kind,summary,colour", "A,device,B,red"),
            "Line 1, column colour: there is no such column.",
        ),
        (file("name,kind,summary,name", "A,device,B,C"), "Line 1, column name: it is there twice."),
        (file("name,kind,summary", "A,device"), "Line 2: it has 2 cells where the first has 3."),
        (
            file("name,kind,summary", "A,device,Caf\xe9").replace(b"\xc3\xa9", b"\xe9"),
            "Line 2: the file is not UTF-8",
        ),
        (file("name,kind,summary", "A,device,B\0"), "Line 2: the file holds what is no text."),
        (file("name,kind,summary", 'A,device,"B'), "Line 2: the file cannot be read as CSV"),
        (
            file("name,kind,summary", "A,device,NHS number 943 476 5919"),
            "Line 2, column summary: “Summary” seems to have an NHS number",
        ),
    ],
    ids=["empty", "head", "unknown", "twice", "short", "latin-1", "nul", "quote", "patient"],
)
def test_a_strange_file_is_refused_by_line(content, said):
    assert findings(content)[0].startswith(said)


def test_a_strange_column_and_a_short_line_hide_no_other_mistake():
    content = file("name,kind,summary,colour", "A,device,,red", "B,device", "C,gadget,D,blue")

    said = findings(content)

    assert [words.split(":")[0] for words in said] == [
        "Line 1, column colour",
        "Line 2, column summary",
        "Line 3",
        "Line 4, column kind",
    ]


def test_what_the_guard_would_ask_about_is_asked_of_whoever_loads():
    content = file("name,kind,summary", "A,device,Call Mr Smith")

    assert findings(content)[0].startswith("Line 2: ")
    assert len(read_technologies(content, is_checked=True)) == 1


def test_what_is_taken_away_can_be_loaded_again_and_changes_nothing(client):
    load(file(HEAD, SCANNER))
    technology("+Plus", purpose="- one\n- two", summary="=1+1", supplier="@home", procurement="'=quoted")
    before = as_file(client)

    load(before)

    assert as_file(client) == before
    assert Technology.objects.get(slug="plus").purpose == "- one\n- two"
    assert Technology.objects.get(slug="plus").procurement == "'=quoted"
    assert Technology.objects.count() == 2


def test_no_cell_runs_as_a_formula(client):
    technology("=HYPERLINK(1)", summary="@SUM(A1)", purpose="-2+3", supplier="+44")
    rows = list(csv.DictReader(StringIO(as_file(client).decode())))

    assert list(rows[0]) == list(ALL_COLUMNS)
    assert [cell for cell in rows[0].values() if cell.startswith(("=", "+", "-", "@"))] == []
    assert rows[0]["name"] == "'=HYPERLINK(1)"


def test_only_what_is_listed_is_taken_away(client):
    technology("Waits", state="proposed", proposed_by=member())

    assert "Waits" not in as_file(client).decode()
    assert "Waits" not in as_file(signed_in(moderator())).decode()


def test_members_load_nothing():
    assert load(file(HEAD, SCANNER), signed_in(member())).status_code == 403
    assert not Technology.objects.exists()


def test_the_command_does_the_same(tmp_path, capsys):
    path = tmp_path / "technologies.csv"
    path.write_bytes(file(HEAD, SCANNER))

    call_command("import_technologies", path)
    assert capsys.readouterr().out == "1 technology added, 0 technologies changed.\n"

    path.write_bytes(file(HEAD, "A,spaceship,B,,,,"))
    with pytest.raises(CommandError, match=r"Nothing was loaded.\nLine 2, column kind: "):
        call_command("import_technologies", path)
    assert Technology.objects.count() == 1
