"""Two authors who save at once, each in a connection of their own: one is first, the other is shown both."""

import pytest
from django.urls import reverse

from casestudies.actions.outcomes import change_outcome, content
from casestudies.actions.writing import ChangedMeanwhile, save
from casestudies.models import Authorship, CaseStudy
from tests.at_once import at_once
from tests.casestudies.lives import whole_case
from tests.factories import member, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]
TYPED = ("Long waits, says Ann.", "Long waits, says Bob.")


def two_authors() -> tuple[CaseStudy, tuple]:
    people = member(name="Ann Author"), member("15F", name="Bob Brown")
    case = whole_case(people[0])
    Authorship.objects.create(case=case, person=people[1])
    save(case=case, by=people[0], version=1, fields={"baseline": "58%"})
    return CaseStudy.objects.get(pk=case.pk), people


def test_of_two_who_save_one_text_at_once_one_is_told_of_both():
    case, people = two_authors()
    begun = case.version

    answers = at_once(
        *(
            lambda by=by, text=text: save(case=case, by=by, version=begun, fields={"problem": text})
            for by, text in zip(people, TYPED, strict=True)
        )
    )

    (told,) = [one for one in answers if isinstance(one, ChangedMeanwhile)]
    (clash,) = told.clashes
    case.refresh_from_db()
    assert {clash.saved, clash.typed} == set(TYPED)
    assert (case.answers["problem"], case.version) == (clash.saved, begun + 1)
    assert case.versions.last().written["answers"]["problem"] == clash.saved


def test_two_who_save_different_texts_of_one_page_at_once_both_keep_theirs():
    case, people = two_authors()
    fields = ({"problem": TYPED[0], "known": ""}, {"problem": "People came three times.", "known": TYPED[1]})

    answers = at_once(
        *(
            lambda by=by, typed=typed: save(case=case, by=by, version=case.version, fields=typed)
            for by, typed in zip(people, fields, strict=True)
        )
    )

    assert all(isinstance(one, CaseStudy) for one in answers), answers
    case.refresh_from_db()
    assert (case.answers["problem"], case.answers["known"]) == TYPED


def test_of_two_pages_sent_at_once_the_second_shows_both_and_keeps_what_was_typed_as_a_draft():
    case, people = two_authors()
    address = reverse("case-study-section", args=[case.pk, "problem"])
    browsers = [signed_in(each) for each in people]

    answers = at_once(
        *(
            lambda client=client, text=text: client.post(address, {"version": case.version, "problem": text})
            for client, text in zip(browsers, TYPED, strict=True)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [302, 409], answers
    second = next(at for at, answer in enumerate(answers) if answer.status_code == 409)
    (shown,) = answers[second].context["clashes"]
    assert (shown.saved, shown.typed) == (TYPED[1 - second], TYPED[second])
    assert case.drafts.get().person == people[second]
    assert case.drafts.get().fields["problem"] == TYPED[second]


def test_of_two_who_change_one_outcome_at_once_one_is_told_of_both():
    case, people = two_authors()
    made = case.outcomes.get()
    was = content(made)
    now = {name: getattr(made, name) for name in was}

    answers = at_once(
        *(
            lambda by=by, text=text: change_outcome(
                case=case, by=by, number=made.pk, was=was, fields=now | {"claim": text}
            )
            for by, text in zip(people, TYPED, strict=True)
        )
    )

    (told,) = [one for one in answers if isinstance(one, ChangedMeanwhile)]
    made.refresh_from_db()
    assert {told.clashes[0].saved, told.clashes[0].typed} == set(TYPED)
    assert made.claim == told.clashes[0].saved
