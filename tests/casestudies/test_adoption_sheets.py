"""Many records at once: files that can be brought in again, and a board's grid."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casestudies.actions.adoption.recording import change, come_to
from casestudies.models import Adoption, AdoptionVersion
from safety.models import AuditEntry
from tests.casestudies.adopting import BOARD, ELSEWHERE, PLACE, SIBLING, area, lead, recorded, step
from tests.factories import adoption, case_study, member, signed_in, technology

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)
HEAD = "area,technology,stage,since"


def brought_in(by, text: str, *, checked: str = "on"):
    file = SimpleUploadedFile("adoption.csv", text.encode())
    return signed_in(by).post(reverse("adoption-import"), {"file": file, "checked": checked})


def taken_away(by, query: str = "") -> str:
    return b"".join(signed_in(by).get(reverse("adoption-csv") + query).streaming_content).decode()


def counts() -> tuple[int, int, int]:
    return Adoption.objects.count(), AdoptionVersion.objects.count(), AuditEntry.objects.count()


@pytest.fixture
def records(db):
    """Records of a lead's board that say all that can be said, with what spreadsheets and CSV trip over."""
    by, of = lead(), technology("Pocket scope")
    first = recorded(
        by,
        of=of,
        scope='=HYPERLINK("x"), and "quotes"\nsecond line',
        setting="St James",
        functions=["C_110", "C_100"],
        ratings={"time": ("simple", "-soon"), "technology": ("complex", "")},
        sites=3,
        eligible=900,
        reached=0,
        planned_for=MAY,
        planned_cost=12,
        cost_note="'tis cheap",
        help_wanted="'=1+1",
        contact_role="Planned care team",
        contact_email="planned.care@nhs.net",
        links="https://example.org/1\nhttps://example.org/2",
        source=case_study(state="published"),
    )
    come_to(adoption=first, version=1, step=step("stopped", MAY, "staff", "other", note="No one left"), by=by)
    recorded(by, SIBLING, of=of)
    return by


def test_what_is_taken_away_and_brought_in_again_changes_nothing(records):
    before, file = counts(), taken_away(records)

    response = brought_in(records, file)

    assert response.status_code == 302, response.context["findings"]
    assert counts() == before
    assert taken_away(records) == file


def test_no_cell_of_the_file_begins_as_a_formula_does(records):
    cells = [cell for row in csv.reader(StringIO(taken_away(records))) for cell in row]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert '\'=HYPERLINK("x"), and "quotes"\nsecond line' in cells


def test_the_same_file_twice_changes_nothing_the_second_time():
    by, of = lead(), technology("Pocket scope")
    adoption(SIBLING, of=of, stage="considering", since=date(2025, 1, 1))
    file = (
        f"{HEAD},reasons,help_wanted\n03R,Pocket scope,Stopped,31/05/2025,Staff: too few; supplier,Anything\n"
    )
    file = file.replace("Staff: too few;", "staff;") + f"15F,{of.slug},adopted,2025-06-01,,\n"

    assert brought_in(by, file).status_code == 302
    after = counts()
    assert brought_in(by, file).status_code == 302

    assert counts() == after
    made, changed = Adoption.objects.get(area=area(PLACE)), Adoption.objects.get(area=area(SIBLING))
    assert (made.stage, made.since, made.help_wanted) == ("stopped", date(2025, 5, 31), "Anything")
    assert made.events.get().reasons == ["staff", "supplier"]
    assert [event.stage for event in changed.events.all()] == ["considering", "adopted"]
    assert AuditEntry.objects.get(act="import adoption").details == {"made": 1, "changed": 1}


def test_columns_that_a_file_leaves_out_stay_as_they_are(records):
    before = Adoption.objects.get(area=area(PLACE))

    brought_in(records, f"{HEAD},setting,sites\n03R,pocket-scope,adopted,2025-06-01,St James,5\n")

    after = Adoption.objects.get(area=area(PLACE))
    assert (after.sites, after.stage) == (5, "adopted")
    assert (after.scope, after.contact_email, after.ratings.count()) == (
        before.scope,
        before.contact_email,
        2,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Line 1, column area: it is missing"),
        ("area,technology,stage,since,size\n", "Line 1, column size: there is no such column"),
        (f"{HEAD},stage\n", "Line 1, column stage: it is there twice"),
        (f"{HEAD}\n", "The file has nothing below the line"),
        (f"{HEAD}\n03R,pocket-scope\n", "Line 2: it has 2 cells where the first has 4"),
        (f"{HEAD}\nXXX,pocket-scope,adopted,2025-06-01\n", "Line 2, column area: there is no area"),
        (f"{HEAD}\n00L,pocket-scope,adopted,2025-06-01\n", "Line 2, column area: North"),
        (f"{HEAD}\n03R,none,adopted,2025-06-01\n", "Line 2, column technology: the register has no"),
        (f"{HEAD}\n03R,pocket-scope,used,2025-06-01\n", "Line 2, column stage: “used” is no stage"),
        (f"{HEAD}\n03R,pocket-scope,adopted,June\n", "Line 2, column since: Enter a day"),
        (f"{HEAD}\n03R,pocket-scope,adopted,2999-06-01\n", "Line 2, column since: The day is in the future"),
        (f"{HEAD}\n03R,pocket-scope,stopped,2025-06-01\n", "Line 2, column reasons: Choose at least one"),
        (
            f"{HEAD},functions\n03R,pocket-scope,adopted,2025-06-01,C_110; C_1\n",
            "Line 2, column functions: “C_1” is no treatment function",
        ),
        (
            f"{HEAD},note_time\n03R,pocket-scope,adopted,2025-06-01,Slow\n",
            "Line 1, column rated_condition: it is missing",
        ),
        (
            f"{HEAD}\n03R,pocket-scope,adopted,2025-06-01\n03R,Pocket scope,piloting,2025-06-01\n",
            "Line 3, column area: line 2 is about the same record",
        ),
        (
            f"{HEAD},scope\n03R,pocket-scope,adopted,2025-06-01,NHS number 943 476 5919\n",
            "Line 2, column scope: “For whom (optional)” seems to have",
        ),
        (f'{HEAD}\n03R,pocket-scope,adopted,"2025', "Line 2: the file cannot be read as CSV"),
        # What only the records that are there tell.
        (f"{HEAD}\n15F,pocket-scope,adopted,2025-01-01\n", "Line 2, column since: It was piloting from"),
        (f"{HEAD}\n02T,pocket-scope,stopped,2025-06-01\n", "Line 2, column reasons: Choose at least"),
    ],
)
def test_every_mistake_is_named_by_line_and_column_and_nothing_is_brought_in(text, said):
    by, of = lead(), technology("Pocket scope")
    recorded(by, SIBLING, of=of)
    before = counts()
    good = f"{PLACE},pocket-scope,adopted,2025-06-01"
    if text.startswith(f"{HEAD}\n15F"):
        text += f"{good}\n"

    page = brought_in(by, text or "\n")

    assert any(said in finding for finding in page.context["findings"]), page.context["findings"]
    assert said.split(":")[0] in page.text
    assert counts() == before


def test_a_line_of_a_file_that_is_older_than_a_change_is_refused():
    by, other = lead(), lead()
    record = recorded(by, scope="Adults")
    file = taken_away(by)
    change(adoption=record, version=1, fields={"scope": "All"}, by=other)

    page = brought_in(by, file)

    assert "it is version 2 now" in page.context["findings"][0]
    assert page.context["findings"][0].startswith("Line 2, column version:")
    assert Adoption.objects.get().scope == "All"


def test_visitors_take_away_no_mailbox(client, records):
    text = b"".join(client.get(reverse("adoption-csv")).streaming_content).decode()

    assert "planned.care@nhs.net" not in text
    assert "contact_email" not in text
    assert "planned.care@nhs.net" in taken_away(member(ELSEWHERE))


def test_what_is_taken_away_is_what_was_asked_for(records):
    assert len(taken_away(records, "?stage=stopped").splitlines()) < len(taken_away(records).splitlines())
    assert SIBLING not in taken_away(records, f"?area={PLACE}")


@pytest.mark.parametrize("many", [1, 10])
def test_taking_away_costs_the_same_with_little_and_with_much(django_assert_num_queries, client, many):
    for number in range(many):
        adoption("03R", of=technology(f"Scope {number}"))
    with django_assert_num_queries(5):
        b"".join(client.get(reverse("adoption-csv")).streaming_content)


def grid(by) -> tuple[str, dict]:
    """Return the address of the grid and what its form holds as it is shown."""
    path = reverse("adoption-grid", args=[BOARD])
    context = signed_in(by).get(path).context
    data = {"day": "2025-06-01", "note": "", "csrf": ""}
    for row in context["rows"]:
        for cell in row.cells:
            data |= {cell.name: cell.chosen, f"was-{cell.name}": cell.was}
    return path, data


def cell_of(of, code: str) -> str:
    return f"cell-{of.pk}-{area(code).pk}"


def shown(page, of, code: str):
    return next(cell for row in page.context["rows"] for cell in row.cells if cell.name == cell_of(of, code))


def test_a_grid_writes_what_was_changed_and_nothing_else():
    by, of, other = lead(), technology("Scope"), technology("Tool")
    kept, changed = recorded(by, of=other), recorded(by, SIBLING, of=of)
    path, data = grid(by)
    data |= {cell_of(of, PLACE): "planned", cell_of(of, SIBLING): "stopped:staff", "note": "Board in June"}

    signed_in(by).post(path, data)

    assert Adoption.objects.count() == 3
    made = Adoption.objects.get(area=area(PLACE), technology=of)
    assert (made.stage, made.since) == ("planned", date(2025, 6, 1))
    changed.refresh_from_db()
    kept.refresh_from_db()
    assert (changed.stage, changed.version, kept.version) == ("stopped", 2, 1)
    event = changed.events.last()
    assert (event.reasons, event.note, event.by) == (["staff"], "Board in June", by)
    assert AuditEntry.objects.get(act="fill in grid").details == {"made": 1, "changed": 1}


def test_a_grid_as_it_is_shown_changes_nothing():
    by, of = lead(), technology()
    record = recorded(by, of=of)
    come_to(adoption=record, version=1, step=step("stopped", MAY, "other", "staff"), by=by)
    path, data = grid(by)
    before = counts()

    page = signed_in(by).post(path, data, follow=True)

    assert counts() == before
    assert "Nothing was changed" in page.text
    assert "Stopped: 2 reasons" in page.text


def test_a_grid_tells_of_records_of_one_setting_and_leaves_them_as_they_are():
    by, of = lead(), technology("Scope")
    for setting in ("Day surgery", "Clinic"):
        recorded(by, of=of, setting=setting)
    recorded(by, SIBLING, of=of)
    recorded(by, SIBLING, of=of, setting="Clinic")
    path, data = grid(by)

    page = signed_in(by).get(path)

    first, second = (shown(page, of, code) for code in (PLACE, SIBLING))
    assert (first.is_empty, first.in_settings, second.is_empty, second.in_settings) == (True, 2, False, 1)
    assert "2 in one setting each" in page.text
    assert "1 more in one setting" in page.text
    listed = signed_in(by).get(first.listed)
    assert [one.adoption.setting for one in listed.context["page"]] == ["Clinic", "Day surgery"]

    signed_in(by).post(path, data | {cell_of(of, PLACE): "planned"})
    assert sorted(Adoption.objects.filter(area=area(PLACE)).values_list("setting", "stage")) == [
        ("", "planned"),
        ("Clinic", "piloting"),
        ("Day surgery", "piloting"),
    ]


def test_two_people_who_fill_in_a_grid_at_once_lose_nothing():
    first, second, of = lead(), lead(), technology("Scope")
    record = recorded(first, of=of)
    path, seen = grid(second)
    signed_in(first).post(path, seen | {cell_of(of, PLACE): "adopted"})

    page = signed_in(second).post(
        path, seen | {cell_of(of, PLACE): "paused", cell_of(of, SIBLING): "planned"}
    )

    record.refresh_from_db()
    assert record.stage == "adopted"
    assert Adoption.objects.get(area=area(SIBLING)).stage == "planned"
    assert "Somebody recorded “Adopted” meanwhile" in page.text
    cell = next(cell for row in page.context["rows"] for cell in row.cells if cell.error)
    assert (cell.chosen, cell.was) == ("paused", "2|adopted")
    again = {"day": "2025-06-02", "note": "", cell.name: cell.chosen, f"was-{cell.name}": cell.was}
    signed_in(second).post(path, again)
    record.refresh_from_db()
    assert [event.stage for event in record.events.all()] == ["piloting", "adopted", "paused"]


def test_two_people_who_begin_the_same_record_in_a_grid_make_one():
    first, second, of = lead(), lead(), technology("Scope")
    path, seen = grid(second)
    for by, stage in ((first, "planned"), (second, "piloting")):
        page = signed_in(by).post(path, seen | {cell_of(of, PLACE): stage})

    assert Adoption.objects.get().stage == "planned"
    assert "Somebody recorded “Planned” meanwhile" in page.text


def test_a_cell_that_cannot_be_is_named_and_the_others_are_written():
    by, of = lead(), technology("Scope")
    recorded(by, of=of, first=step("declined", MAY))
    path, data = grid(by)

    page = signed_in(by).post(
        path, data | {cell_of(of, PLACE): "stopped:staff", cell_of(of, SIBLING): "planned"}
    )

    assert "What is declined cannot become stopped" in page.text
    assert Adoption.objects.get(area=area(SIBLING)).stage == "planned"


def test_a_grid_without_a_day_keeps_what_was_chosen():
    by, of = lead(), technology("Scope")
    path, data = grid(by)

    page = signed_in(by).post(path, data | {"day": "", cell_of(of, PLACE): "planned"})

    assert "Enter a day like" in page.text
    assert not Adoption.objects.exists()
    cell = next(cell for row in page.context["rows"] for cell in row.cells if cell.chosen)
    assert (cell.chosen, cell.was) == ("planned", "0|")


def test_what_no_grid_offers_is_refused():
    by, of = lead(), technology("Scope")
    path, data = grid(by)

    page = signed_in(by).post(path, data | {cell_of(of, PLACE): "hidden"})

    assert "Choose from the list" in page.text
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("many", [1, 10])
def test_a_grid_costs_the_same_with_little_and_with_much(django_assert_num_queries, many):
    by = lead()
    for number in range(many):
        adoption("03R", of=technology(f"Scope {number}"))
    client = signed_in(by)
    with django_assert_num_queries(12):
        client.get(reverse("adoption-grid", args=[BOARD]))
