"""Case studies, technologies, adoption and its effects through the API: what the pages show, to whom they show it."""

import csv
import io
from dataclasses import asdict
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.tokens import make_token
from casestudies.models import Adoption, CaseStudy, EffectQuestion, EffectTogether, MeasuredEffect
from metrics.compute.effects.together import REACH, together
from tests.casestudies.measuring import START, answered
from tests.factories import (
    MAY,
    adoption,
    case_study,
    member,
    moderator,
    outcome,
    signed_in,
    technology,
)

pytestmark = pytest.mark.django_db
UNSEEN = ("draft", "submitted", "returned", "hidden", "removed", "erased")


def answer(client: Client, name: str, *args, status: int = 200, **asked):
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == status, response.content
    return response.json()


def results(client: Client, name: str, *args, **asked) -> list[dict]:
    return answer(client, name, *args, **asked)["results"]


def numbers(rows: list[dict]) -> set[int]:
    return {row["number"] for row in rows}


def rows_of_csv(client: Client, name: str, *args, **asked) -> list[dict[str, str]]:
    response = client.get(reverse(name, args=args), asked | {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def published(**fields) -> CaseStudy:
    return case_study(state="published", **fields)


# Case studies


def test_a_case_study_is_told_as_on_its_page_without_whom_to_ask(client):
    scope = technology("Pocket scope")
    case = published(
        functions=["C_120"],
        technologies=[scope],
        barriers=["resources"],
        answers={"problem": "People *waited*."},
        contact_role="Service lead",
        contact_email="service@example.nhs.uk",
        started=date(2025, 1, 1),
    )
    outcome(case, before="58%", after="")

    found = answer(client, "api-case-study", case.pk)
    page = client.get(case.get_absolute_url()).content.decode()

    assert (found["title"], found["area"], found["areas"]) == (case.title, "03R", ["03R"])
    assert (found["technologies"], found["treatment_functions"]) == (["pocket-scope"], ["C_120"])
    assert [(one["question"], one["text"]) for one in found["answers"]] == [("problem", "People *waited*.")]
    [claim] = found["outcomes"]
    assert (claim["measure"], claim["before"], claim["ends"]) == ("within-18-weeks", "58%", None)
    assert found["barriers"] == ["resources"]
    assert (found["started"], found["ended"]) == ("2025-01-01", None)
    assert (found["contact_role"], found["contact_email"]) == (None, None)
    assert found["citation"].split(". Exemplar")[0] in unescape(page)
    assert found["url"].endswith(case.get_absolute_url())


def test_members_are_told_whom_to_ask():
    case = published(contact_role="Service lead", contact_email="service@example.nhs.uk")

    found = answer(signed_in(member("QKS")), "api-case-study", case.pk)

    assert (found["contact_role"], found["contact_email"]) == ("Service lead", "service@example.nhs.uk")


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_public_is_not_there(client, state):
    public, hidden = published(), case_study(state=state)

    for reader in (client, signed_in(member("QKS"))):
        assert numbers(results(reader, "api-case-studies")) == {public.pk}
        answer(reader, "api-case-study", hidden.pk, status=404)


def test_authors_read_their_own_and_moderators_what_was_sent_in():
    author = member()
    case = case_study(author, state="submitted")

    for reader in (author, moderator()):
        assert answer(signed_in(reader), "api-case-study", case.pk)["state"] == "submitted"


def test_what_was_retired_says_why_and_is_not_listed(client):
    case = case_study(state="retired", retired_because="The clinic closed.")

    assert answer(client, "api-case-study", case.pk)["retired_because"] == "The clinic closed."
    assert results(client, "api-case-studies") == []


def test_case_studies_are_found_by_facets(client):
    scope = technology("Pocket scope")
    here = published(technologies=[scope], functions=["C_120"], started=date(2024, 3, 1))
    there = published(home="15F", kind="attempt", started=date(2025, 3, 1))

    def found(**asked) -> set[int]:
        return numbers(results(client, "api-case-studies", **asked))

    assert found() == {here.pk, there.pk}
    assert found(technology="pocket-scope") == found(function="C_120") == {here.pk}
    assert found(kind="attempt") == found(area="15F") == {there.pk}
    assert found(area=["15F", "03R"]) == {here.pk, there.pk}
    assert found(began_from="2025-01") == {there.pk}


def test_case_studies_cost_as_many_queries_for_a_hundred_as_for_one(client, django_assert_num_queries):
    author = member()
    published(author=author)
    costs = []
    for more in (0, 99):
        for number in range(more):
            published(author=author, title=f"Clinic {number}", functions=["C_120"])
        answer(client, "api-case-studies", page_size=1)
        with django_assert_num_queries(6):
            costs.append(len(results(client, "api-case-studies", page_size=100)))
    assert costs == [1, 100]


# Technologies


def test_a_technology_is_told_with_what_nice_says_and_who_uses_it(client):
    scope = technology("Pocket scope", supplier="Scopes Ltd")
    scope.guidance.create(type="DG", number=12, recommendation="recommended")
    scope.functions.create(treatment_function="C_120")
    scope.aliases.create(name="Mini scope")
    scope.funding_years.create(year=2021)
    adoption("03R", of=scope)
    adoption("15F", of=scope, stage="considering")
    adoption("02T", of=scope, state="hidden")
    published(technologies=[scope])

    found = answer(client, "api-technology", "pocket-scope")

    assert found == results(client, "api-technologies")[0]
    [guidance] = found["guidance"]
    assert (guidance["name"], guidance["published"]) == ("DG12", None)
    assert guidance["address"] == "https://www.nice.org.uk/guidance/dg12"
    assert (found["aliases"], found["funding_years"]) == (["Mini scope"], ["2021/22"])
    counts = [found[name] for name in ("areas_using", "areas_before", "areas_ended", "case_studies")]
    assert counts == [1, 1, 0, 1]


def test_what_is_not_listed_is_seen_by_who_proposed_it_and_staff_alone(client):
    proposer = member()
    technology("Secret scope", state="proposed", proposed_by=proposer)

    for reader in (client, signed_in(member("QKS"))):
        assert results(reader, "api-technologies") == []
        answer(reader, "api-technology", "secret-scope", status=404)
        answer(reader, "api-did-it-work", "secret-scope", status=404)
    answer(signed_in(proposer), "api-technology", "secret-scope")
    assert results(signed_in(proposer), "api-technologies", state="proposed")


def test_technologies_are_found_by_words_kind_and_stage(client):
    scope = technology("Pocket scope")
    technology("Rota app", kind="digital", summary="Who works when.")
    adoption("03R", of=scope, stage="piloting")

    def found(**asked) -> set[str]:
        return {row["slug"] for row in results(client, "api-technologies", **asked)}

    assert found() == {"pocket-scope", "rota-app"}
    assert found(q="scope") == found(stage="piloting") == found(kind="device") == {"pocket-scope"}


# Records of adoption


def test_a_record_is_told_with_its_stages(client):
    scope = technology("Pocket scope")
    record = adoption(
        "03R",
        of=scope,
        sites=3,
        cost="1200.50",
        links="https://example.org/a\nhttps://example.org/b",
        contact_email="scopes@example.nhs.uk",
    )
    record.events.create(
        number=2, stage="stopped", day=date(2025, 8, 1), reasons=["resources"], note="Too dear."
    )
    Adoption.objects.update(stage="stopped", since=date(2025, 8, 1))

    found = answer(client, "api-adoption-record", record.pk)

    assert results(client, "api-adoption-records") == [found]
    assert [(one["stage"], one["day"], one["reasons"]) for one in found["events"]] == [
        ("adopted", f"{MAY}", []),
        ("stopped", "2025-08-01", ["resources"]),
    ]
    assert (found["stage"], found["since"]) == ("stopped", "2025-08-01")
    assert (found["sites"], found["eligible"], found["cost"]) == (3, None, 1200.5)
    assert found["links"] == ["https://example.org/a", "https://example.org/b"]
    assert (found["contact_email"], found["case_study"]) == (None, None)


def test_members_are_told_the_address_of_a_record():
    record = adoption("03R", contact_email="scopes@example.nhs.uk")

    found = answer(signed_in(member("QKS")), "api-adoption-record", record.pk)

    assert found["contact_email"] == "scopes@example.nhs.uk"


def test_the_case_study_that_a_record_follows_is_named_to_who_may_read_it(client):
    author = member()
    record = adoption("03R", source=case_study(author, state="draft"))

    assert answer(client, "api-adoption-record", record.pk)["case_study"] is None
    assert answer(signed_in(author), "api-adoption-record", record.pk)["case_study"] == record.source_id


@pytest.mark.parametrize("state", ["hidden", "removed", "erased"])
def test_records_that_are_not_public_are_not_there(client, state):
    record = adoption("03R", state=state)

    for reader in (client, signed_in(member("03R"))):
        assert results(reader, "api-adoption-records") == []
        answer(reader, "api-adoption-record", record.pk, status=404)


def test_records_are_found_by_area_with_its_parts_technology_stage_and_reason(client):
    scope = technology("Pocket scope")
    here = adoption("03R", of=scope)
    there = adoption("QKS", stage="stopped", reasons=["resources"])

    def found(**asked) -> set[int]:
        return numbers(results(client, "api-adoption-records", **asked))

    assert found() == {here.pk, there.pk}
    assert found(area="QWO") == found(technology="pocket-scope") == found(stage="adopted") == {here.pk}
    assert found(reason="resources") == {there.pk}


def test_records_cost_as_many_queries_for_a_hundred_as_for_one(client, django_assert_num_queries):
    adoption("03R")
    costs = []
    for more in (0, 99):
        for _ in range(more):
            adoption("15F")
        with django_assert_num_queries(5):
            costs.append(len(results(client, "api-adoption-records", page_size=100)))
    assert costs == [1, 100]


# Effects


def asked_still(*found: MeasuredEffect) -> None:
    for one in found:
        EffectQuestion.objects.create(name=one.name)


def test_an_answer_of_the_figures_is_told_with_its_method_interval_and_course(client):
    found = answered(adoption("03R", since=START))
    asked_still(found)
    test = found.told.test

    one = answer(client, "api-effect", found.pk)
    [row] = results(client, "api-effects")

    assert {name: one[name] for name in row} == row
    assert (one["about"], one["about_number"]) == ("adoption", found.adoption_id)
    assert [one[name] for name in ("change", "lower", "upper", "p")] == pytest.approx(
        [test.change, test.lower, test.upper, test.p]
    )
    page = unescape(client.get(found.get_absolute_url()).content.decode())
    assert one["answer"] in page
    assert all(said in page for said in [*one["sentences"], *one["cautions"], one["method"]])
    assert [row["observed"] for row in one["results"]] == list(found.told.observed.values())
    assert [row["gap"] for row in one["results"]] == pytest.approx(list(found.told.synthetic.gaps))
    assert (one["method_version"], one["publication"]) == (found.method_version, found.publication_id)


def test_what_cannot_be_measured_yet_has_no_numbers(client):
    found = answered(adoption("03R", since=START), after=2)

    one = answer(client, "api-effect", found.pk)

    assert one["verdict"] == "not yet"
    assert [one[name] for name in ("change", "lower", "upper", "p", "other_areas")] == [None] * 5
    assert one["answer"].startswith("Not yet measurable")


def test_answers_about_what_is_hidden_are_not_there(client):
    seen, hidden, draft = (
        answered(thing)
        for thing in (adoption("03R"), adoption("15F", state="hidden"), case_study(state="draft"))
    )
    asked_still(seen, hidden, draft)

    for reader in (client, signed_in(member("QKS"))):
        assert numbers(results(reader, "api-effects")) == {seen.pk}
        for one in (hidden, draft):
            answer(reader, "api-effect", one.pk, status=404)


def test_answers_are_found_by_what_they_are_about(client):
    scope = technology("Pocket scope")
    record, case = adoption("03R", of=scope), published(home="15F")
    of_record, of_case = answered(record), answered(case)
    asked_still(of_record, of_case)

    def found(**asked) -> set[int]:
        return numbers(results(client, "api-effects", **asked))

    assert found(adoption_record=record.pk) == found(technology="pocket-scope") == {of_record.pk}
    assert found(case_study=case.pk) == found(area="15F") == {of_case.pk}
    assert found(verdict=of_case.verdict, measure="within-18-weeks") == {of_record.pk, of_case.pk}


def test_answers_cost_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    scope = technology("Pocket scope")
    first = answered(adoption("03R", of=scope))
    asked_still(first)
    costs = []
    for codes in ([], ["15F", "02T", "36J"]):
        for code in codes:
            asked_still(answered(adoption(code, of=scope)))
        with django_assert_num_queries(2):
            costs.append(len(results(client, "api-effects")))
    assert costs == [1, 4]


def test_all_areas_of_a_technology_are_told_one_by_one_and_together(client):
    scope = technology("Pocket scope")
    found = [answered(adoption(code, of=scope), shift=shift) for code, shift in AREAS.items()]
    changes = [one.told.test.change for one in found]
    errors = [(one.told.test.upper - one.told.test.lower) / (2 * REACH) for one in found]
    pooled = together(changes, errors)
    EffectTogether.objects.create(
        technology=scope,
        kind="sicbl",
        measure="within-18-weeks",
        treatment_function="C_999",
        effects=[one.pk for one in found],
        answer=asdict(pooled),
    )

    told = answer(client, "api-did-it-work", "pocket-scope")
    [group] = told["together"]

    assert [row["area"] for row in told["results"]] == list(AREAS)
    assert [row["change"] for row in told["results"]] == pytest.approx(changes)
    assert [group[name] for name in ("change", "lower", "upper", "i_squared")] == pytest.approx(
        [pooled.change, pooled.lower, pooled.upper, pooled.i_squared]
    )
    page = unescape(client.get(reverse("technology-effects", args=["pocket-scope"])).content.decode())
    assert all(said in page for said in group["sentences"])
    assert len(rows_of_csv(client, "api-did-it-work", "pocket-scope")) == len(AREAS)


AREAS = {"03R": 0.1, "15F": 0.05, "02T": 0.0, "36J": 0.08}


def test_a_group_waits_to_be_taken_together_anew_when_one_of_its_records_is_hidden(client):
    scope = technology("Pocket scope")
    found = [answered(adoption(code, of=scope)) for code in AREAS]
    EffectTogether.objects.create(
        technology=scope,
        kind="sicbl",
        measure="within-18-weeks",
        treatment_function="C_999",
        effects=[one.pk for one in found],
    )
    Adoption.objects.filter(pk=found[0].adoption_id).update(state="hidden")

    told = answer(client, "api-did-it-work", "pocket-scope")

    assert (told["together"], told["results"]) == ([], [])


# All of them


def test_every_address_is_csv_too(client):
    case = published()
    record = adoption("03R", of=technology("Pocket scope"))
    found = answered(record)
    asked_still(found)

    assert rows_of_csv(client, "api-case-studies")[0]["title"] == case.title
    assert rows_of_csv(client, "api-case-study", case.pk)[0]["contact_email"] == ""
    assert rows_of_csv(client, "api-technologies")[0]["slug"] == "pocket-scope"
    assert rows_of_csv(client, "api-adoption-records")[0]["eligible"] == ""
    assert rows_of_csv(client, "api-effects")[0]["verdict"] == found.verdict
    assert len(rows_of_csv(client, "api-effect", found.pk)) == len(found.told.observed)


@pytest.mark.parametrize(
    ("name", "asked", "field", "words"),
    [
        ("api-case-studies", {"sort": "newest"}, "sort", "There is no such filter here."),
        ("api-case-studies", {"kind": "wonder"}, "kind", "wonder"),
        (
            "api-case-studies",
            {"began_from": "2025-05", "began_to": "2025-01"},
            "began_to",
            "before the first",
        ),
        ("api-technologies", {"area": "03R"}, "area", "There is no such filter here."),
        ("api-technologies", {"state": "proposed"}, "state", "There is no such filter here."),
        ("api-technologies", {"kind": "wonder"}, "kind", "wonder"),
        ("api-adoption-records", {"area": "ZZZ"}, "area", "Not known here: ZZZ."),
        ("api-adoption-records", {"technology": "nothing"}, "technology", "nothing"),
        ("api-adoption-records", {"q": "x"}, "q", "There is no such filter here."),
        ("api-effects", {"verdict": "wonder"}, "verdict", "wonder"),
        ("api-effects", {"case_study": "first"}, "case_study", "Enter a number."),
        ("api-effects", {"case_study": "9" * 30}, "case_study", "less than or equal to"),
        ("api-effects", {"adoption_record": "1.5"}, "adoption_record", "decimal places"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(client, name, asked, field, words):
    assert words in str(answer(client, name, status=400, **asked))
    assert field in str(answer(client, name, status=400, **asked))


def test_a_token_reads_what_its_owner_reads_where_it_was_made_to_read():
    author = member()
    case = case_study(author, state="draft")
    address = reverse("api-case-study", args=[case.pk])

    def status(*scopes: str) -> int:
        _, secret = make_token(user=author, name="Report", scopes=list(scopes), last_day=date(2099, 1, 1))
        return Client().get(address, headers={"authorization": f"Bearer {secret}"}).status_code

    assert (status("read"), status("write"), Client().get(address).status_code) == (200, 403, 404)
