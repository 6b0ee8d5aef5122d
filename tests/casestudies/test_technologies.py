"""The register of technologies: what its pages say, who writes in it, and that nobody's words are lost."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from casestudies.actions import registering
from casestudies.actions.registering import Entry, Guidance
from casestudies.forms.technologies.register import values_of
from casestudies.models import Technology
from casestudies.models.vocabulary import Stage
from safety.models import AuditEntry
from tests.factories import (
    administrator,
    adoption,
    case_study,
    member,
    moderator,
    signed_in,
    technology,
    verified,
)

pytestmark = pytest.mark.django_db
State = Technology.State
LISTED, PROPOSED, WITHDRAWN = State.LISTED, State.PROPOSED, State.WITHDRAWN
SENT = {
    "name": "Pocket scanner",
    "kind": "device",
    "summary": "An ultrasound scanner for the pocket.",
    "evidence_level": "early",
    "functions": ["C_110", "C_320"],
    "aliases": "Hand-held ultrasound\nPocket probe",
    "guidance": "DG12, recommended for some, 2021-05-12\nMTG 55",
    "funding_years": "2021/22: saves money within three years\n2022",
}


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def entry(name: str = "Pocket scanner", **fields) -> Entry:
    columns = {"name": name, "kind": "device", "summary": "A scanner.", "evidence_level": "early"}
    return Entry(columns, **fields)


def page_of(made: Technology, client) -> str:
    return text(client.get(made.get_absolute_url()))


# What the pages say


def test_the_page_says_all_that_the_register_says(client):
    made = registering.enter(
        entry=entry(
            aliases=("Pocket probe",),
            functions=("C_110",),
            guidance=(Guidance("DG", 12, "optimised", date(2021, 5, 12)),),
            funding_years=((2021, "Saves money"),),
        ),
        by=moderator(),
        is_proposal=False,
    )

    said = page_of(made, client)

    assert "NICE recommends it for some (DG12, May 2021)." in said
    for words in (
        "Also called Pocket probe",
        "Diagnostics guidance DG12 Recommended for some, 12 May 2021",
        "2021/22: Saves money",
        "Trauma and orthopaedics",
        "Early experience",
        "Medical devices",
    ):
        assert words in said
    assert 'href="https://www.nice.org.uk/guidance/dg12"' in client.get(made.get_absolute_url()).text


def test_it_says_in_how_many_areas_it_is_used_considered_and_stopped(client):
    made = technology()
    adoption("03R", of=made)
    adoption("03R", of=made, setting="Second site")
    adoption("15F", of=made, stage=Stage.PILOTING)
    adoption("02T", of=made, stage=Stage.CONSIDERING)
    adoption("36J", of=made, stage=Stage.STOPPED, reasons=["staff"])
    adoption("00L", of=made, state="hidden")

    words = "In use in 2 areas, considered or planned in 1, stopped or declined in 1."

    assert words in page_of(made, client)
    assert words in text(client.get("/technologies/"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=probe", ["Pocket scanner"]),
        ("q=scanner pocket", ["Pocket scanner"]),
        ("kind=pathway", ["One-stop clinic"]),
        ("nice=recommended", ["Pocket scanner"]),
        ("nice=unreviewed", ["One-stop clinic"]),
        ("function=C_120", ["One-stop clinic"]),
        ("stage=paused", ["One-stop clinic"]),
        ("stage=scaled", []),
        ("kind=pathway&nice=recommended", []),
    ],
)
def test_the_list_is_narrowed_down(client, asked, found):
    scanner = technology("Pocket scanner")
    scanner.aliases.create(name="Hand-held probe")
    scanner.guidance.create(type="DG", number=12, recommendation="recommended")
    clinic = technology("One-stop clinic", kind="pathway")
    clinic.functions.create(treatment_function="C_120")
    adoption(of=clinic, stage=Stage.PAUSED)

    shown = client.get(f"/technologies/?{asked}").context["page"].object_list

    assert [one.technology.name for one in shown] == found


def test_each_choice_says_how_many_it_would_leave(client):
    scanner = technology("Pocket scanner", kind="device")
    scanner.guidance.create(type="DG", number=12, recommendation="recommended")
    scanner.guidance.create(type="MTG", number=5, recommendation="recommended")
    clinic = technology("One-stop clinic", kind="pathway")
    for made in (scanner, clinic):
        made.functions.create(treatment_function="C_120")
        for code in ("03R", "15F"):
            adoption(code, of=made, stage=Stage.PAUSED)
    adoption("02T", of=clinic, state="hidden", stage=Stage.SCALED)
    technology("Magnet", kind="device", state="proposed", proposed_by=member())

    def choices(name: str, query: str = "", browser=client) -> dict:
        return dict(browser.get(f"/technologies/?{query}").context["form"].fields[name].choices)

    assert choices("kind")[""] == "Any"
    assert choices("kind")["device"].endswith(" (1)")
    assert choices("kind")["pathway"].endswith(" (1)")
    assert choices("stage")["paused"] == "Paused (2)"
    assert choices("stage")["scaled"].endswith(" (0)")
    assert choices("nice")["unreviewed"] == "No guidance listed (1)"
    assert choices("function")["C_120"].endswith(" (2)")
    assert choices("kind", "nice=recommended")["pathway"].endswith(" (0)")
    assert choices("nice", "nice=recommended")["unreviewed"] == "No guidance listed (1)"
    assert choices("kind", "q=clinic")["device"].endswith(" (0)")
    staff = signed_in(moderator())
    assert choices("state", browser=staff)["proposed"] == "Proposed (1)"
    assert choices("kind", "state=proposed", staff)["device"].endswith(" (1)")


def test_the_register_and_each_technology_lead_to_who_does_what(client):
    made = technology("Pocket scanner")
    adoption(of=made)

    assert 'href="/adoption/"' in client.get("/technologies/").text
    page = client.get(made.get_absolute_url()).text
    for address in (
        "/adoption/?technology=pocket-scanner",
        "/adoption/adoption.csv?technology=pocket-scanner",
    ):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("asked", ["kind=spaceship", "nice=perhaps", "function=C_999", "stage=moon"])
def test_what_cannot_be_asked_is_said(client, asked):
    technology()
    response = client.get(f"/technologies/?{asked}")

    assert response.status_code == 400
    assert "is not one of the choices" in text(response)
    assert not response.context["page"].object_list


@pytest.mark.parametrize("name", ["technologies", "technology"])
def test_queries_stay_the_same_with_one_and_with_ten(client, name, django_assert_max_num_queries):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            made = technology()
            made.aliases.create(name=f"Alias of {made}")
            made.guidance.create(type="DG", number=1)
            case_study(technologies=[made], state="published")
            adoption("15F", of=made)
        address = reverse(name, args=[made.slug] if name == "technology" else [])
        client.get(address)
        with django_assert_max_num_queries(12) as found:
            client.get(address)
        counts.append(len(found))
    assert counts[0] == counts[1]


# Who writes


def test_what_a_member_proposes_others_see_once_it_is_listed(client):
    author = member()

    signed_in(author).post("/technologies/new/", SENT)

    made = Technology.objects.get()
    assert (made.state, made.proposed_by, made.slug) == (PROPOSED, author, "pocket-scanner")
    assert [one.name for one in made.aliases.all()] == ["Hand-held ultrasound", "Pocket probe"]
    assert [(str(one), one.recommendation) for one in made.guidance.all()] == [
        ("DG12", "optimised"),
        ("MTG55", "none"),
    ]
    assert [(one.year, one.criteria) for one in made.funding_years.all()] == [
        (2021, "saves money within three years"),
        (2022, ""),
    ]
    assert client.get(made.get_absolute_url()).status_code == 404
    assert signed_in(member()).get(made.get_absolute_url()).status_code == 404
    assert "Proposed" in page_of(made, signed_in(author))

    staff = signed_in(moderator())
    assert "1 proposal waits to be decided" in text(staff.get("/technologies/"))
    staff.post(f"{made.get_absolute_url()}decide/", {"state": LISTED, "reason": "It is in use."})

    assert client.get(made.get_absolute_url()).status_code == 200
    notice = author.notices.get()
    assert (notice.subject, notice.text) == ("Pocket scanner is in the register now", "It is in use.")
    acts = list(AuditEntry.objects.order_by("number").values_list("act", "reason"))
    assert acts == [("propose technology", ""), ("list technology", "It is in use.")]


def test_moderators_see_beside_their_queue_that_proposals_wait():
    staff = moderator()
    assert "proposed" not in signed_in(staff).get("/moderation/").text
    technology("Own", state="proposed", proposed_by=staff)
    technology("Scanner", state="proposed", proposed_by=member())

    page = signed_in(staff).get("/moderation/").text

    assert '<a href="/technologies/?state=proposed">1 technology proposed</a>' in page


def test_whose_proposal_is_not_taken_in_is_told_why():
    made = technology(state=PROPOSED, proposed_by=member())

    registering.decide(technology=made, state=WITHDRAWN, by=moderator(), reason="There is one already.")

    assert made.proposed_by.notices.get().subject == f"{made} was not taken into the register"


def test_deciding_twice_is_refused_and_tells_nobody_twice():
    made = technology(state=PROPOSED, proposed_by=member())
    for _ in range(2):
        try:
            registering.decide(technology=made, state=LISTED, by=moderator(), reason="Yes")
        except registering.DecidedAlready as refused:
            said = str(refused)

    assert said == f"{made} is listed already."
    assert made.proposed_by.notices.count() == 1


def test_nobody_decides_their_own_proposal():
    author = moderator()
    made = technology(state=PROPOSED, proposed_by=author)

    answer = signed_in(author).post(f"{made.get_absolute_url()}decide/", {"state": LISTED, "reason": "Yes"})

    assert answer.status_code == 403
    assert Technology.objects.get().state == PROPOSED


def test_whoever_proposed_it_changes_it_only_while_it_waits():
    author = member()
    made = technology(state=PROPOSED, proposed_by=author)
    browser = signed_in(author)
    assert browser.get(f"{made.get_absolute_url()}edit/").status_code == 200

    Technology.objects.update(state=LISTED)

    assert browser.get(f"{made.get_absolute_url()}edit/").status_code == 403


def test_staff_enter_technologies_at_once():
    signed_in(administrator()).post("/technologies/new/", SENT)

    assert Technology.objects.get().state == LISTED
    assert AuditEntry.objects.get().act == "enter technology"


def test_somebody_without_a_membership_proposes_nothing():
    answer = signed_in(verified()).post("/technologies/new/", SENT)

    assert answer.status_code == 403
    assert not Technology.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter its name."),
        ({"kind": "spaceship"}, "“Kind”: choose one of those offered, not “spaceship”."),
        ({"aliases": "Probe\nprobe"}, "“probe” is there twice"),
        ({"aliases": "pocket scanner"}, "One of the other names is the name itself"),
        ({"guidance": "XY12"}, "“XY12” is no NICE guidance"),
        ({"guidance": "DG12, maybe"}, "“maybe” is no recommendation of NICE’s"),
        ({"guidance": "DG12, recommended, 2021-13-01"}, "“2021-13-01” is no day"),
        ({"funding_years": "2020"}, "“2020” is no year of the mandate"),
        ({"summary": "For Jane, NHS number 943 476 5919"}, "NHS number"),
        ({"name": "MRI"}, "“MRI” is in the register already, as a name of Magnet."),
        ({"aliases": "Magnet"}, "“Magnet” is in the register already"),
    ],
)
def test_what_cannot_be_entered_is_said_and_kept_in_the_form(changed, said):
    technology("Magnet").aliases.create(name="MRI")

    answer = signed_in(moderator()).post("/technologies/new/", SENT | changed)

    assert said in text(answer)
    assert Technology.objects.count() == 1
    assert "An ultrasound scanner for the pocket." in text(answer) or "summary" in changed


def test_who_saves_what_somebody_else_changed_is_shown_both_and_loses_nothing():
    made = technology("Pocket scanner")
    one, other = signed_in(moderator()), signed_in(moderator())
    page = f"{made.get_absolute_url()}edit/"
    mark = one.get(page).context["form"]["seen_as"].value()
    sent = SENT | {"seen_as": mark}
    one.post(page, sent | {"summary": "What one wrote."})

    answer = other.post(page, sent | {"summary": "What the other wrote."})

    assert Technology.objects.get().summary == "What one wrote."
    said = text(answer)
    assert "Somebody else changed Pocket scanner while you wrote." in said
    assert "Both versions" in said
    assert "Summary What one wrote. What the other wrote." in said
    assert answer.context["form"]["summary"].value() == "What the other wrote."

    again = SENT | {"summary": "Both.", "seen_as": answer.context["form"]["seen_as"].value()}
    other.post(page, again)
    assert Technology.objects.get().summary == "Both."


def filled(form) -> dict:
    """Return what a browser sends of a form that it was shown."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value}


def test_what_only_one_of_two_changed_is_as_they_changed_it():
    made = technology("Pocket scanner", supplier="Pocket Ltd")
    one, other = signed_in(moderator()), signed_in(moderator())
    page = f"{made.get_absolute_url()}edit/"
    opened = other.get(page).context
    read = filled(opened["form"]) | {"was": opened["was"][1]}
    one.post(page, read | {"supplier": "Wave Ltd", "functions": ["C_110"], "aliases": "Probe"})

    answer = other.post(page, read | {"summary": "What the other wrote.\r\nTwice.", "aliases": "Wand"})

    form = answer.context["form"]
    assert form["supplier"].value() == "Wave Ltd"
    assert form["functions"].value() == ["C_110"]
    assert form["summary"].value() == "What the other wrote.\nTwice."
    assert form["aliases"].value() == "Wand"
    shown = {cell[0]: cell[1:] for cell in (row.cells for row in answer.context["meanwhile"].rows)}
    assert shown["Supplier (optional)"] == ["Wave Ltd", "Pocket Ltd"]
    assert shown["Other names (optional)"] == ["Probe", "Wand"]
    assert "Trauma and orthopaedics" in shown["Treatment functions (optional)"][0]

    other.post(page, filled(form) | {"was": answer.context["was"][1], "aliases": "Probe\nWand"})
    now = values_of(Technology.objects.get())
    assert (now["supplier"], now["functions"], now["aliases"]) == ("Wave Ltd", ["C_110"], "Probe\nWand")
    assert now["summary"].splitlines() == ["What the other wrote.", "Twice."]


@pytest.mark.parametrize("was", ["", "no JSON", "[1]", "null", '{"summary": 1}'])
def test_what_no_page_sent_along_loses_nothing_of_what_was_typed(was):
    made = technology("Pocket scanner")
    one, other = signed_in(moderator()), signed_in(moderator())
    page = f"{made.get_absolute_url()}edit/"
    sent = SENT | {"seen_as": one.get(page).context["form"]["seen_as"].value(), "was": was}
    one.post(page, sent | {"summary": "What one wrote."})

    answer = other.post(page, sent | {"summary": "What the other wrote."})

    assert answer.context["form"]["summary"].value() == "What the other wrote."
    assert "What one wrote." in text(answer)


def test_a_mistake_does_not_make_what_was_read_newer():
    made = technology("Pocket scanner", supplier="Old Ltd")
    one, other = signed_in(moderator()), signed_in(moderator())
    page = f"{made.get_absolute_url()}edit/"
    opened = other.get(page).context
    read = SENT | {
        "supplier": "Old Ltd",
        "seen_as": opened["form"]["seen_as"].value(),
        "was": opened["was"][1],
    }
    one.post(page, read | {"supplier": "New Ltd"})

    wrong = other.post(page, read | {"name": ""})
    again = other.post(page, read | {"was": wrong.context["was"][1]})

    assert again.context["form"]["supplier"].value() == "New Ltd"


def test_names_that_addresses_have_already_are_given_another(client):
    made = [
        registering.enter(entry=entry(name), by=moderator(), is_proposal=False)
        for name in ("New", "Import", "Gaps", "Scan?", "Scan!")
    ]

    assert [one.slug for one in made] == ["new-2", "import-2", "gaps-2", "scan", "scan-2"]
    assert {client.get(one.get_absolute_url()).status_code for one in made} == {200}
