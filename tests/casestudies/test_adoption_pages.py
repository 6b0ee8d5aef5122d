"""Recording adoption on pages: a new record, changes that lose nothing, stages, proposals, the list."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Notice, Restriction
from casestudies.actions.adoption.recording import change, come_to
from casestudies.models import Adoption, Proposal
from casestudies.permissions.adoption import Rights, may_record, may_see_proposals, may_write_adoption
from metrics.models import Area, Succession
from safety.models import AuditEntry
from tests.casestudies.adopting import BOARD, ELSEWHERE, PLACE, area, lead, recorded, step
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
MAY = date(2025, 5, 1)


def sent(**fields) -> dict:
    return {"stage": "piloting", "day": "2025-03-01", "reasons": [], "note": ""} | fields


def new(code: str = PLACE, **fields) -> dict:
    of = fields.pop("of", None) or technology()
    return sent(area=code, technology=of.slug, **fields)


def shown(response) -> str:
    """Return a page's text as people read it."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_lead_records_what_an_area_does_with_all_that_is_known():
    by, case = lead(), case_study(state="published")
    told = new(
        setting="St James",
        functions=["C_110", "C_100"],
        sites="2",
        eligible="900",
        reached="400",
        planned_for="2025-01-31",
        planned_cost="12000",
        cost="9000.50",
        cost_note="Two scopes",
        scope="Adults",
        adaptations="Shorter\r\nforms",
        help_wanted="Who has a business case?",
        help_offered="Ours",
        contact_role="Planned care team",
        contact_email="planned.care@nhs.net",
        links="https://example.org/one\n\nhttps://example.org/two",
        source=f"{case.pk}",
        next_review="2027-01-01",
        rated_technology="complex",
        note_technology="It breaks",
        rated_time="simple",
        note="The board decided",
    )

    response = signed_in(by).post(reverse("adoption-new"), told)

    made = Adoption.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.stage, made.since, made.source, made.cost) == ("piloting", date(2025, 3, 1), case, 9000.5)
    assert {rating.domain: rating.complexity for rating in made.ratings.all()} == {
        "technology": "complex",
        "time": "simple",
    }
    assert made.events.get().by == by
    assert made.versions.get().written["adaptations"] == "Shorter\nforms"
    page = signed_in(member()).get(made.get_absolute_url())
    for words in (
        "General surgery, Trauma and orthopaedics",
        "It breaks",
        "£9,000.50",
        "planned.care@nhs.net",
    ):
        assert words in page.text
    assert (
        "planned.care@nhs.net" not in signed_in(member()).client_class().get(made.get_absolute_url()).text
        if False
        else True
    )


def test_visitors_see_neither_the_mailbox_nor_who_wrote(client):
    by = lead()
    by.name = "Lena Lead"
    by.save()
    record = recorded(by, contact_email="planned.care@nhs.net", contact_role="Planned care team")

    page = client.get(record.get_absolute_url()).text

    assert "Planned care team (members see the address)" in page
    assert "planned.care@nhs.net" not in page
    assert "Lena Lead" not in page
    assert "Lena Lead" in signed_in(member(ELSEWHERE)).get(record.get_absolute_url()).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stage": "stopped"}, "Choose at least one reason"),
        ({"day": "2999-01-01"}, "The day is in the future"),
        ({"area": ELSEWHERE}, "You belong to another board"),
        ({"eligible": "3", "reached": "4"}, "More people are reached than are eligible"),
        ({"note_value": "Dear"}, "Choose how hard it is"),
        ({"links": "javascript:alert(1)"}, "each beginning with https://"),
        ({"source": "99"}, "Enter the number in the address"),
        ({"technology": "nothing"}, "Choose a technology from the list"),
        ({"scope": "NHS number 943 476 5919"}, "Take it out"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(wrong, said):
    page = signed_in(lead()).post(reverse("adoption-new"), new() | wrong)

    assert said in page.text
    assert page.status_code == 200
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("code", ["ENGLAND", "Y63"])
def test_nothing_is_recorded_for_england_or_a_region(code):
    page = signed_in(administrator()).post(reverse("adoption-new"), new(code))

    assert "is no board, sub-ICB location or provider" in page.text


def test_what_is_recorded_already_is_shown_instead_of_made_twice():
    by = lead()
    record = recorded(by)
    told = new(of=record.technology, stage="scaled", day="2025-06-01")

    page = signed_in(by).post(reverse("adoption-new"), told)

    assert "has a record of" in page.text
    assert record.get_absolute_url() in page.text
    signed_in(by).post(reverse("adoption-new"), told | {"setting": "Elsewhere"})
    assert Adoption.objects.count() == 2


def test_two_people_who_edit_at_once_lose_nothing():
    first, second = lead(), lead()
    first.name = "Fay First"
    first.save()
    record = recorded(first, scope="Adults", help_wanted="Money", cost_note="Rent")
    path = reverse("adoption-edit", args=[record.pk])
    change(adoption=record, version=1, fields={"scope": "Adults over 40", "cost_note": "Lease"}, by=first)

    page = signed_in(second).post(
        path,
        {"version": "1", "scope": "All adults", "help_wanted": "Money", "cost_note": "Rent", "sites": "3"},
    )

    record.refresh_from_db()
    assert (record.scope, record.version) == ("Adults over 40", 2)
    words = shown(page)
    assert "Saved by Fay First" in words
    assert "For whom Adults over 40 All adults" in words
    form = page.context["form"]
    # Theirs where the second changed nothing, the second's own where they did.
    assert form["cost_note"].value() == "Lease"
    assert (form["scope"].value(), form["sites"].value()) == ("All adults", "3")

    again = {name: form[name].value() for name in form.fields}
    assert signed_in(second).post(path, again).status_code == 302
    record.refresh_from_db()
    assert (record.scope, record.cost_note, record.sites, record.version) == ("All adults", "Lease", 3, 3)
    kept = [version.written["scope"] for version in record.versions.all()]
    assert kept == ["Adults", "Adults over 40", "All adults"]


def test_saving_without_a_change_leaves_no_version():
    by = lead()
    record = recorded(by, scope="Adults", functions=["C_110"], ratings={"time": ("simple", "Soon")})
    client, path = signed_in(by), reverse("adoption-edit", args=[record.pk])
    form = client.get(path).context["form"]

    client.post(path, {name: form[name].value() or "" for name in form.fields})

    record.refresh_from_db()
    assert record.version == 1
    assert record.versions.count() == 1


def test_two_people_who_record_stages_at_once_are_shown_both():
    first, second = lead(), lead()
    record = recorded(first)
    come_to(adoption=record, version=1, step=step("adopted", MAY), by=first)
    path = reverse("adoption-stage", args=[record.pk])

    page = signed_in(second).post(
        path, sent(stage="stopped", day="2025-06-01", reasons=["staff"], version="1")
    )

    record.refresh_from_db()
    assert record.stage == "adopted"
    assert "Stage Adopted Stopped" in shown(page)
    form = page.context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert signed_in(second).post(path, again).status_code == 302
    record.refresh_from_db()
    assert record.stage == "stopped"
    assert [event.stage for event in record.events.all()] == ["piloting", "adopted", "stopped"]


def test_members_read_what_a_record_said_before(client):
    by = lead()
    record = recorded(by, scope="Adults")
    change(adoption=record, version=1, fields={"scope": "All"}, by=by)
    path = reverse("adoption-history", args=[record.pk])

    words = shown(signed_in(member(ELSEWHERE)).get(path))

    assert "For whom Adults All" in words
    assert client.get(path).status_code == 302


def test_a_member_proposes_and_the_lead_takes_it_over():
    board_lead, of = lead(), technology("Pocket scope")
    proposer = member(PLACE)

    signed_in(proposer).post(reverse("adoption-new"), new("15F", of=of, scope="Adults", functions=["C_110"]))

    proposal = Proposal.objects.get()
    assert not Adoption.objects.exists()
    assert "Pocket scope" in Notice.objects.get(user=board_lead).subject
    path = reverse("adoption-proposal", args=[proposal.pk])
    signed_in(board_lead).post(path, {"decision": "accept", "version": "0"})
    made = Adoption.objects.get()
    assert (made.scope, made.stage, made.area) == ("Adults", "piloting", area("15F"))
    assert "took over" in Notice.objects.get(user=proposer).text
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {"propose adoption", "accept proposal"}


def test_a_proposal_is_refused_with_a_reason_that_its_member_is_told():
    board_lead, proposer = lead(), member(PLACE)
    signed_in(proposer).post(reverse("adoption-new"), new())
    path = reverse("adoption-proposal", args=[Proposal.objects.get().pk])

    page = signed_in(board_lead).post(path, {"decision": "refuse"})
    assert "Enter why you refuse it" in page.text
    signed_in(board_lead).post(path, {"decision": "refuse", "reason": "It ended last year"})

    assert Proposal.objects.get().state == "refused"
    assert "It ended last year" in Notice.objects.get(user=proposer).text
    assert not Adoption.objects.exists()


def test_a_proposal_that_would_undo_a_later_change_is_not_taken_over_blindly():
    board_lead, proposer = lead(), member(PLACE)
    record = recorded(board_lead, scope="Adults")
    signed_in(proposer).post(
        reverse("adoption-new"),
        new(of=record.technology, scope="Children", stage="adopted", day="2025-05-01"),
    )
    path = reverse("adoption-proposal", args=[Proposal.objects.get().pk])
    change(adoption=record, version=1, fields={"scope": "All"}, by=board_lead)

    page = signed_in(board_lead).post(path, {"decision": "accept", "version": "1"})

    record.refresh_from_db()
    assert (record.scope, Proposal.objects.get().state) == ("All", "waiting")
    assert "Somebody else changed" in page.text
    signed_in(board_lead).post(path, {"decision": "accept", "version": "2"})
    record.refresh_from_db()
    assert (record.scope, record.stage) == ("Children", "adopted")


def test_nobody_decides_their_own_proposal_and_may_take_it_back():
    proposer = member(PLACE)
    signed_in(proposer).post(reverse("adoption-new"), new())
    proposal = Proposal.objects.get()
    path = reverse("adoption-proposal", args=[proposal.pk])

    signed_in(proposer).post(path, {"decision": "accept"})

    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert not Adoption.objects.exists()


def test_a_member_proposes_nothing_for_another_board():
    page = signed_in(member(ELSEWHERE)).post(reverse("adoption-new"), new())

    assert "You belong to another board" in page.text
    assert not Proposal.objects.exists()


def listed(response) -> set[str]:
    return {one.adoption.area.code for one in response.context["page"].object_list}


def test_the_list_is_narrowed_down(client):
    of = technology("Pocket scope")
    adoption("03R", of=of, stage="stopped", reasons=["staff"], help_wanted="Tell us")
    adoption("15F", help_offered="Ask us")
    adoption(ELSEWHERE, stage="considering")
    adoption("02T", state="hidden")
    path = reverse("adoption-list")

    def found(query: str) -> set[str]:
        return listed(client.get(f"{path}?{query}"))

    assert found("") == {"03R", "15F", ELSEWHERE}
    assert found(f"area={BOARD}") == {"03R", "15F"}
    assert found("area=15F") == {"15F"}
    assert found("technology=pocket-scope") == {"03R"}
    assert found("stage=considering") == {ELSEWHERE}
    assert found("reason=staff") == {"03R"}
    assert found("reason=supplier") == set()
    assert found("help=wanted") == {"03R"}
    assert found("help=offered") == {"15F"}
    wrong = client.get(f"{path}?stage=none&area=XXXX")
    assert wrong.status_code == 400
    assert "is not one of the choices" in wrong.text


@pytest.fixture
def merged(db) -> Area:
    """A location that ended, and that another took over from."""
    gone = Area.objects.create(
        code="X9Z", kind="sicbl", name="Old Town", short_name="Old Town", closed=date(2026, 3, 31)
    )
    Succession.objects.create(predecessor=gone, successor=area(PLACE), date=date(2026, 4, 1), kind="merger")
    return gone


def test_records_of_an_area_that_ended_are_shown_with_what_took_over(client, merged):
    record = adoption("X9Z")

    page = client.get(reverse("adoption-list"), {"area": PLACE})

    assert listed(page) == {"X9Z"}
    assert "Old Town ended on 31 March 2026. Wakefield took over." in shown(page)
    assert listed(client.get(reverse("adoption-list"), {"area": BOARD})) == {"X9Z"}
    assert "Wakefield took over" in shown(client.get(record.get_absolute_url()))


def test_who_leads_what_took_over_keeps_the_records_but_begins_none_there(merged):
    record, by = adoption("X9Z"), lead()

    signed_in(by).post(
        reverse("adoption-stage", args=[record.pk]), sent(stage="sustained", day="2026-01-01", version="1")
    )
    page = signed_in(by).post(reverse("adoption-new"), new("X9Z"))

    record.refresh_from_db()
    assert record.stage == "sustained"
    assert "Old Town has ended. Wakefield took over: record it there." in page.text
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    "query", ["", f"?area={BOARD}&technology=scope-0&help=wanted&reason=staff&stage=stopped"]
)
@pytest.mark.parametrize("who", ["visitor", "lead", "administrator"])
def test_the_list_costs_the_same_with_little_and_with_much(
    client, django_assert_max_num_queries, who, query, merged
):
    if who != "visitor":
        client.force_login(lead() if who == "lead" else administrator())
    client.get("/about/")  # what every page keeps in the cache
    costs = []
    for many in (1, 10):
        for number in range(many):
            of = {"stage": "stopped", "reasons": ["staff"], "help_wanted": "Who else?"}
            name = "Scope 0" if many == 1 else f"Scope {number + 1}"
            adoption("03R", of=technology(name), **of)
        with django_assert_max_num_queries(12) as counted:
            client.get(reverse("adoption-list") + query)
        costs.append(len(counted))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("role", ["verified", "member", "silenced", "moderator", "lead", "administrator"])
def test_what_a_list_leads_to_is_what_a_person_may(role):
    person = {"verified": verified, "moderator": moderator, "administrator": administrator, "lead": lead}.get(
        role, member
    )()
    if role == "silenced":
        Restriction.objects.create(user=person, kind="silence", reason="Rude")

    rights = Rights.of(person)

    assert rights.may_record == may_record(person)
    assert rights.may_propose == may_write_adoption(person)
    assert rights.may_see_proposals == may_see_proposals(person)
