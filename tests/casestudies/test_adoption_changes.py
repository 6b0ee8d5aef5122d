"""Changes that reviewers ask for in records and proposals of adoption: asked, answered, kept."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from casestudies.actions.adoption.asking import NotReturned, ask, send_again
from casestudies.actions.adoption.recording import change
from casestudies.actions.erasing import erase_adoption
from casestudies.models import Adoption, AskedChange, Proposal
from safety.models import AuditEntry
from tests.casestudies.adopting import ELSEWHERE, area, lead, recorded
from tests.factories import administrator, member, moderator, signed_in, technology

pytestmark = pytest.mark.django_db
WORDS = "Say since when, and for whom."
ANSWER = "Both are in it now."
PATIENT = "The patient with NHS number 943 476 5919 came twice."


def page(record: Adoption) -> str:
    return reverse("adoption-changes", args=[record.pk])


def told(person) -> list[str]:
    return [notice.subject for notice in person.notices.order_by("pk")]


def proposed(by, **fields) -> Proposal:
    """Return what a member proposed on the site."""
    sent = {"area": "03R", "technology": fields.pop("of", None) or technology("Pocket scope").slug}
    sent |= {"stage": "piloting", "day": "2025-03-01"} | fields
    signed_in(by).post(reverse("adoption-new"), sent)
    return Proposal.objects.get()


def given_back(by=None, decider=None) -> Proposal:
    made = proposed(by or member("03R", name="Ann Author"))
    signed_in(decider or lead()).post(
        reverse("adoption-proposal", args=[made.pk]), {"decision": "return", "reason": WORDS}
    )
    made.refresh_from_db()
    return made


# Records.


@pytest.mark.parametrize("who", [lead, moderator, administrator])
def test_a_reviewer_asks_for_changes_its_lead_answers_and_both_are_told(who):
    writer, asker = lead(), who()
    record = recorded(writer)

    signed_in(asker).post(page(record), {"words": WORDS})
    assert f"Changes are asked for: {record}" in told(writer)
    assert WORDS in signed_in(writer).get(record.get_absolute_url()).content.decode()
    change(adoption=record, version=1, fields={"scope": "Adults"}, by=writer)
    signed_in(writer).post(page(record), {"words": ANSWER})

    asked = AskedChange.objects.get()
    assert (asked.words, asked.by, asked.answer, asked.answered_by) == (WORDS, asker, ANSWER, writer)
    assert f"Answered: {record}" in told(asker)
    acts = AuditEntry.objects.filter(about=f"adoption:{record.pk}").values_list("act", flat=True)
    assert {"ask to change adoption", "answer change of adoption"} <= set(acts)


def test_what_was_asked_and_answered_stays_in_the_history_for_members():
    writer, asker = lead(), moderator()
    record = recorded(writer)
    signed_in(asker).post(page(record), {"words": WORDS})
    signed_in(writer).post(page(record), {"words": ANSWER})

    shown = signed_in(member()).get(reverse("adoption-history", args=[record.pk])).content.decode()

    assert WORDS in shown
    assert ANSWER in shown


def test_visitors_read_the_record_as_it_is_and_not_what_is_asked(client):
    record = recorded(lead(), scope="Adults")
    ask(adoption=record, words=WORDS, by=moderator())

    shown = client.get(record.get_absolute_url()).content.decode()

    assert "Adults" in shown
    assert WORDS not in shown
    assert WORDS not in signed_in(member()).get(record.get_absolute_url()).content.decode()


def test_nobody_asks_themselves_nor_twice_at_a_time():
    writer, asker = lead(), moderator()
    record = recorded(writer)

    own = signed_in(writer).post(page(record), {"words": WORDS}).content.decode()
    for _ in range(2):
        ask(adoption=record, words=WORDS, by=asker)
    again = signed_in(moderator()).post(page(record), {"words": "Something else."})

    assert "You wrote what it says now: change it yourself." in own
    assert AskedChange.objects.get().words == WORDS
    assert again.status_code == 403  # what waits is for its lead to answer
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedChange.objects.create(adoption=record, words="More.", by=asker)


@pytest.mark.parametrize("who", [member, lambda: lead("QOP"), lambda: member(ELSEWHERE)])
def test_others_ask_for_nothing_and_read_nothing_of_it(who):
    record = recorded(lead())
    client = signed_in(who())

    assert client.get(page(record)).status_code == 403
    assert client.post(page(record), {"words": WORDS}).status_code == 403
    assert not AskedChange.objects.exists()


def test_of_a_hidden_record_nothing_is_asked():
    record = recorded(lead())
    Adoption.objects.update(state=Adoption.State.HIDDEN)

    assert signed_in(moderator()).post(page(record), {"words": WORDS}).status_code == 403


@pytest.mark.parametrize("words", ["", "  ", PATIENT, "x" * 1001])
def test_what_cannot_be_asked_is_said_and_not_kept(words):
    record = recorded(lead())

    answer = signed_in(moderator()).post(page(record), {"words": words})

    assert "There is a problem" in answer.content.decode()
    assert not AskedChange.objects.exists()


def test_where_nobody_leads_whoever_wrote_it_is_asked():
    writer = administrator()
    record = recorded(writer)

    ask(adoption=record, words=WORDS, by=moderator())

    assert f"Changes are asked for: {record}" in told(writer)


def test_what_is_erased_keeps_nothing_of_what_was_asked():
    record = recorded(lead())
    ask(adoption=record, words=WORDS, by=moderator())
    given = given_back()
    Proposal.objects.update(technology=record.technology)

    erase_adoption(record, record.created_at)

    assert given.asked.count() == 0
    assert not AskedChange.objects.exists()


# Proposals.


def test_a_proposal_is_given_back_changed_and_sent_again():
    author, decider = member("03R", name="Ann Author"), lead()
    made = given_back(author, decider)
    assert (made.state, made.decided_by) == ("returned", None)
    assert "Changes are asked for: Pocket scope in Wakefield" in told(author)
    client, again = signed_in(author), f"{reverse('adoption-new')}?proposal={made.pk}"

    shown = client.get(reverse("adoption-proposal", args=[made.pk])).content.decode()
    opened = client.get(again)
    sent = {"area": "03R", "technology": made.technology.slug, "stage": "adopted", "day": "2025-04-01"}
    client.post(again, sent | {"scope": "Adults", "answer": ANSWER})

    assert WORDS in shown
    assert f'href="{again}"' in shown
    assert opened.context["form"]["stage"].value() == "piloting"
    assert WORDS in opened.content.decode()
    made.refresh_from_db()
    assert made.state == "waiting"
    assert (made.fields["stage"], made.fields["scope"]) == ("adopted", "Adults")
    assert "answer" not in made.fields
    assert Proposal.objects.count() == 1
    asked = AskedChange.objects.get()
    assert (asked.words, asked.answer, asked.answered_by) == (WORDS, ANSWER, author)
    assert "Answered: Pocket scope in Wakefield" in told(decider)

    signed_in(decider).post(
        reverse("adoption-proposal", args=[made.pk]), {"decision": "accept", "version": "0"}
    )
    assert Adoption.objects.get().scope == "Adults"


def test_asking_for_changes_says_which():
    made = proposed(member("03R"))

    answer = signed_in(lead()).post(reverse("adoption-proposal", args=[made.pk]), {"decision": "return"})

    assert "Enter what should be changed." in answer.content.decode()
    made.refresh_from_db()
    assert made.state == "waiting"


def test_what_was_given_back_waits_for_nobody_and_may_be_taken_back():
    author = member("03R")
    made = given_back(author)
    address = reverse("adoption-proposal", args=[made.pk])

    refused = signed_in(lead()).post(address, {"decision": "accept", "version": "0"})
    signed_in(author).post(address)

    assert "whoever made it sends it again first" in refused.content.decode()
    assert not Adoption.objects.exists()
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_nobody_sends_the_proposal_of_another_again_nor_makes_it_one_about_something_else():
    author = member("03R")
    made = given_back(author)
    sent = {"area": "03R", "technology": made.technology.slug, "stage": "adopted", "day": "2025-04-01"}
    again = f"{reverse('adoption-new')}?proposal={made.pk}"

    signed_in(member("03R")).post(again, sent)
    moved = signed_in(author).post(again, sent | {"technology": technology("Other").slug})

    made.refresh_from_db()
    assert made.state == "returned"
    assert "This proposal is about Pocket scope: make another one." in moved.content.decode()
    with pytest.raises(NotReturned):
        send_again(proposal=_waiting_one(), setting="", sent={}, words="", by=author)


def _waiting_one() -> Proposal:
    return Proposal.objects.create(area=area(), technology=technology(), by=member("03R"), fields={})


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 30])
def test_a_strange_number_of_a_proposal_opens_the_form_as_usual(number):
    assert signed_in(member("03R")).get(reverse("adoption-new"), {"proposal": number}).status_code == 200


@pytest.mark.parametrize("route", ["adoption", "adoption-changes", "adoption-history"])
def test_a_page_costs_the_same_however_much_was_asked(route, django_assert_max_num_queries):
    record, asker = recorded(lead()), moderator()
    client, counts = signed_in(asker), []
    for number in (1, 9):
        for _ in range(number):
            AskedChange.objects.create(
                adoption=record, words=WORDS, by=asker, answered_by=member(), answered_at=record.created_at
            )
        client.get(reverse(route, args=[record.pk]))
        with django_assert_max_num_queries(30) as found:
            client.get(reverse(route, args=[record.pk]))
        counts.append(len(found))
    assert counts[0] == counts[1]
