"""What becomes of a case study: every act in every state, each written down and told."""

import pytest
from django.utils import timezone

from casestudies.actions import lives
from casestudies.actions.changing import NotNow, ReadAnOlderOne
from casestudies.actions.moderating import put
from casestudies.checklist import missing
from casestudies.models import Authorship, CaseBarrier, CaseEvent, CaseStudy, FieldComment
from casestudies.registry import _HEARERS, when
from metrics.models import Area
from safety.models import AuditEntry
from tests.casestudies.lives import ANSWERS, BECAUSE, PATIENT, lead, whole_case
from tests.factories import case_study, member, moderator, outcome

pytestmark = pytest.mark.django_db
WORDS = "Say since when."
SHOWN = ("draft", "submitted", "returned", "published", "retired")


def asked(case, by):
    return lives.ask_for_changes(case=case, by=by, words=WORDS)


def retired(case, by):
    return lives.retire(case=case, by=by, because=BECAUSE)


def moderated(act):
    return lambda case, by: put(case=case, act=act, by=by, words=WORDS)


# Each act, and from which state it leads to which. What stays as it is was done already: nothing happens again.
ACTS = {
    "submit": (lives.submit, {"draft": "submitted", "returned": "submitted", "submitted": "submitted"}),
    "withdraw": (lives.withdraw, {"submitted": "draft", "draft": "draft"}),
    "ask for changes": (asked, {"submitted": "returned"}),
    "publish": (lives.publish, {"submitted": "published", "published": "published"}),
    "confirm": (lives.confirm, {"published": "published"}),
    "retire": (retired, {"published": "retired", "retired": "retired"}),
    "bring back": (lives.bring_back, {"retired": "published", "published": "published"}),
    "rate": (
        lambda case, by: lives.rate(case=case, by=by, rating="strong"),
        {"published": "published", "retired": "retired"},
    ),
    "hide": (moderated("hidden"), dict.fromkeys([*SHOWN, "hidden"], "hidden")),
    "remove": (moderated("removed"), dict.fromkeys([*SHOWN, "hidden", "removed"], "removed")),
    "unhide": (moderated("unhidden"), {"hidden": "draft"} | {state: state for state in SHOWN}),
    "restore": (moderated("restored"), {"removed": "draft"} | {state: state for state in SHOWN}),
}


@pytest.mark.parametrize("state", CaseStudy.State.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(act, state):
    do, leads_to = ACTS[act]
    case, by = whole_case(state=state), moderator()

    try:
        do(case=case, by=by)
        came_to = CaseStudy.objects.get(pk=case.pk).state
    except NotNow:
        came_to = None

    assert came_to == leads_to.get(state)


@pytest.mark.parametrize(("act", "states"), [(act, states) for act, (_, states) in ACTS.items()])
def test_what_an_act_does_is_written_down_once_and_what_it_does_not_is_not(act, states):
    do, by = ACTS[act][0], moderator()
    for state, after in states.items():
        case = whole_case(state=state)
        do(case=case, by=by)

        is_new = state != after or act in ("confirm", "rate")
        assert case.events.count() == is_new, (state, after)
        if is_new:
            assert case.events.get().by == by


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("draft", {}),
        ("submitted", {"submitted_at": timezone.now()}),
        ("published", {"published_at": timezone.now()}),
        ("retired", {"published_at": timezone.now(), "retired_because": BECAUSE}),
    ],
    ids=["draft", "submitted", "published", "retired"],
)
@pytest.mark.parametrize(("away", "back"), [("hidden", "unhidden"), ("removed", "restored")])
def test_what_is_put_back_is_in_the_state_that_it_was_in(state, fields, away, back):
    case, by = whole_case(state=state, **fields), moderator()

    put(case=case, act=away, by=by)
    again = put(case=case, act=back, by=by)

    assert again.state == state


def test_what_was_returned_is_put_back_as_returned():
    case, by = sent_in(), moderator()
    asked(case, by)

    put(case=case, act="hidden", by=by)
    put(case=case, act="removed", by=by)

    assert put(case=case, act="restored", by=by).state == "returned"


def sent_in(**fields):
    case = whole_case(**fields)
    return lives.submit(case=case, by=case.authorships.get().person)


def test_begun_it_has_an_owner_an_area_and_its_first_version():
    author = member()

    case = lives.start(
        by=author, home=Area.objects.get(code="03R"), title="Same-day clinics", done="We began."
    )

    assert case.authorships.get(is_owner=True).person == author
    assert [area.code for area in case.areas.all()] == ["03R"]
    assert case.versions.get().written["answers"] == {"done": "We began."}
    assert case.events.get().act == CaseEvent.Act.STARTED
    assert AuditEntry.objects.filter(
        act="start case study", about=f"casestudy:{case.pk}", by=author.pk
    ).exists()


def test_a_draft_with_patient_data_is_kept_held():
    case = lives.start(by=member(), home=Area.objects.get(code="03R"), title="Clinics", done=PATIENT)

    assert case.held_because == "patient data"
    assert case.answers["done"] == PATIENT


def test_what_is_missing_is_named_and_it_stays_a_draft():
    case = case_study(summary="", answers={"problem": "People came three times."})

    with pytest.raises(lives.StillMissing) as refused:
        lives.submit(case=case, by=case.authorships.get().person)

    assert [each.slug for each in refused.value.missing] == [
        "summary",
        "aim",
        "done",
        "changed",
        "learned",
        "interests",
        "outcomes",
    ]
    case.refresh_from_db()
    assert case.state == "draft"


def test_of_an_attempt_little_is_required():
    few = {slug: ANSWERS[slug] for slug in ("done", "learned")}
    case = case_study(kind="attempt", answers=few, barriers=["staff"])

    assert missing(case) == []
    assert lives.submit(case=case, by=case.authorships.get().person).state == "submitted"


def test_an_attempt_is_not_sent_in_before_it_says_what_stood_in_the_way():
    case = case_study(kind="attempt", answers=dict(ANSWERS))
    author = case.authorships.get().person

    with pytest.raises(lives.StillMissing) as refused:
        lives.submit(case=case, by=author)
    assert [each.slug for each in refused.value.missing] == ["barriers"]
    case.refresh_from_db()
    assert case.state == "draft"

    CaseBarrier.objects.create(case=case, barrier="supplier")
    assert lives.submit(case=case, by=author).state == "submitted"


def test_of_what_worked_no_barrier_is_required():
    assert missing(whole_case()) == []


@pytest.mark.parametrize("where", ["an answer", "the title", "an outcome"])
def test_what_holds_patient_data_is_not_sent_in(where):
    case = whole_case()
    if where == "an answer":
        case.answers["done"] = PATIENT
    if where == "the title":
        case.title = PATIENT
    case.save()
    if where == "an outcome":
        outcome(case, claim=PATIENT)

    with pytest.raises(lives.HoldsPatientData):
        lives.submit(case=case, by=case.authorships.get().person)

    case.refresh_from_db()
    assert case.state == "draft"


def test_what_came_to_hold_patient_data_meanwhile_is_not_published():
    case = sent_in()
    outcome(case, claim=PATIENT)

    with pytest.raises(lives.HoldsPatientData):
        lives.publish(case=case, by=moderator())


def test_the_leads_of_its_board_are_asked_to_review_it_and_no_author_is():
    asked_one, author = lead(), lead()
    case = whole_case(author)

    lives.submit(case=case, by=author)

    assert asked_one.notices.get().subject == "“Same-day clinics” waits for your review"
    assert author.notices.count() == 0


def test_where_nobody_leads_moderators_are_asked_to_review_it():
    asked_one = moderator()

    sent_in()

    assert asked_one.notices.count() == 1


def test_changes_are_asked_for_at_questions_and_all_authors_are_told():
    case, by = sent_in(), lead()
    Authorship.objects.create(case=case, person=member("03R"))

    lives.ask_for_changes(
        case=case, by=by, words=WORDS, comments={"done": " Who? ", "aim": " "}, read=case.version
    )

    comment = FieldComment.objects.get()
    assert (comment.question, comment.text, comment.by) == ("done", "Who?", by)
    for author in case.authorships.all():
        notice = author.person.notices.get()
        assert notice.subject == "Changes are asked for in “Same-day clinics”"
        assert notice.text == f"{WORDS}\n\nComments at its questions: 1."


def test_changes_without_a_word_are_not_asked_for():
    with pytest.raises(lives.WordsMissing):
        lives.ask_for_changes(case=sent_in(), by=lead(), words=" ", comments={"done": " "})


def test_published_it_says_since_when_by_whom_and_how_strong_it_is_and_what_was_asked_for_is_dealt_with():
    case, by = sent_in(), lead()
    lives.ask_for_changes(case=case, by=by, words="", comments={"done": "Who?"})
    lives.submit(case=case, by=case.authorships.get().person)

    case = lives.publish(case=case, by=by, rating="moderate", read=case.version)

    assert case.published_at == case.confirmed_at
    assert (case.published_by, case.confirmed_rating) == (by, "moderate")
    assert case.comments.get().resolved_by == case.authorships.get().person
    notices = case.authorships.get().person.notices
    assert notices.first().subject == "“Same-day clinics” is published"


def test_a_decision_on_an_older_version_than_there_is_is_refused():
    case = sent_in()

    for decide in (lives.publish, asked_of):
        with pytest.raises(ReadAnOlderOne):
            decide(case=case, by=lead(), read=case.version - 1)


def asked_of(case, by, read):
    return lives.ask_for_changes(case=case, by=by, words=WORDS, read=read)


def test_who_publishes_what_was_taken_back_is_told_so():
    case = sent_in()
    lives.withdraw(case=case, by=case.authorships.get().person)

    with pytest.raises(NotNow, match="“draft”"):
        lives.publish(case=case, by=lead())


def test_taken_back_it_waits_no_more_and_sent_in_again_it_does():
    case = sent_in()
    author = case.authorships.get().person

    assert lives.withdraw(case=case, by=author).submitted_at is None
    assert lives.submit(case=case, by=author).submitted_at


def test_what_was_retired_stays_readable_with_the_reason_until_it_is_brought_back():
    case, by = whole_case(state="published"), lead()

    case = lives.retire(case=case, by=by, because=f" {BECAUSE} ")
    assert case.retired_because == BECAUSE
    assert case.authorships.get().person.notices.get().text == BECAUSE

    case = lives.bring_back(case=case, by=by)
    assert case.retired_because == ""
    assert case.confirmed_at


def test_nothing_is_retired_without_a_reason():
    with pytest.raises(lives.WordsMissing):
        lives.retire(case=whole_case(state="published"), by=lead(), because=" ")


def test_letters_do_not_name_what_the_guard_holds():
    case = whole_case(title=PATIENT, state="published")

    lives.retire(case=case, by=lead(), because=BECAUSE)

    assert case.authorships.get().person.notices.get().subject == "Your case study was retired"


@pytest.mark.parametrize(
    ("act", "state", "name"),
    [
        ("submit", "draft", "submit case study"),
        ("withdraw", "submitted", "withdraw case study"),
        ("ask for changes", "submitted", "return"),
        ("publish", "submitted", "publish"),
        ("rate", "published", "rate case study"),
        ("confirm", "published", "confirm case study"),
        ("retire", "published", "retire case study"),
        ("bring back", "retired", "confirm case study"),
    ],
)
def test_each_act_is_in_the_audit_log_for_its_boards_leads(act, state, name):
    case, by = whole_case(state=state), moderator()

    ACTS[act][0](case=case, by=by)

    entry = AuditEntry.objects.get(act=name)
    assert (entry.by, entry.about, entry.area) == (by.pk, f"casestudy:{case.pk}", "03R")
    assert WORDS not in str(entry.details)


def test_other_apps_hear_of_an_act_with_its_event():
    heard = []
    when(CaseEvent.Act.SUBMITTED)(heard.append)
    try:
        case = sent_in()
    finally:
        _HEARERS[CaseEvent.Act.SUBMITTED].remove(heard.append)

    assert [(event.case_id, event.act) for event in heard] == [(case.pk, "submitted")]
