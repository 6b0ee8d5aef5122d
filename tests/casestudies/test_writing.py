"""Writing a case study: pages of questions, drafts of what is typed, and two authors at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from casestudies.actions.versions import keep
from casestudies.actions.writing import ChangedMeanwhile, save
from casestudies.forms.writing import NEEDED
from casestudies.models import Alias, Authorship, CaseStudy, Draft, FieldComment
from casestudies.questions import ATTEMPT_FORM, QUESTIONS, SHORT_FORM
from casestudies.sections import FIRST, SECTIONS
from tests.factories import case_study, member, outcome, signed_in, technology

pytestmark = pytest.mark.django_db
PATIENT = "She is 943 476 5919, and waited."


def without_marks(shown: str) -> str:
    """Return the words of a page without what says which of them stand in one of two versions alone."""
    return strip_tags(shown).replace("[only here: ", "").replace("]", "")


def two_authors(**fields) -> tuple[CaseStudy, object, object]:
    ann, bob = member(name="Ann Author"), member("15F", name="Bob Brown")
    case = case_study(ann, **fields)
    Authorship.objects.create(case=case, person=bob)
    keep(case=case, by=ann)
    return case, ann, bob


def page(case: CaseStudy, group: str) -> str:
    return reverse("case-study-section", args=[case.pk, group])


def fresh(case: CaseStudy) -> CaseStudy:
    return CaseStudy.objects.get(pk=case.pk)


# The pages.


def test_each_question_stands_on_one_page():
    assert sorted(slug for section in SECTIONS for slug in section.questions) == sorted(QUESTIONS)


def test_the_short_forms_ask_what_was_done_for_whom_and_what_changed():
    assert set(SHORT_FORM) == {"problem", "done", "for_whom", "changed"} == set(FIRST["short"].questions)
    assert set(ATTEMPT_FORM) == set(FIRST["attempt"].questions)
    assert "barriers" in FIRST["attempt"].fields


@pytest.mark.parametrize("group", [*FIRST, *(section.slug for section in SECTIONS)])
def test_each_page_shows_help_and_an_example_at_each_question_and_saves(group):
    case, ann, _ = two_authors()
    client = signed_in(ann)
    section = {each.slug: each for each in (*FIRST.values(), *SECTIONS)}[group]

    shown = client.get(page(case, group)).content.decode()
    typed = {slug: f"Answer to {slug}." for slug in section.questions} | {"title": case.title, "version": 1}
    answer = client.post(page(case, group), typed)

    assert shown.count("app-example") == len(section.questions)
    assert answer.status_code == 302
    assert all(fresh(case).answers[slug] == f"Answer to {slug}." for slug in section.questions)
    assert fresh(case).versions.last().by == ann


def test_what_is_chosen_is_saved_too():
    case, ann, _ = two_authors()
    scope = technology("Portable scope")
    Alias.objects.create(technology=scope, name="Pocket scope")
    client = signed_in(ann)

    client.post(
        page(case, "about"),
        {
            "version": 1,
            "title": "Clinics in a day",
            "summary": "Once, not thrice.",
            "areas": "Wakefield\n15F",
            "care_setting": "outpatients",
        },
    )
    client.post(
        page(case, "what"),
        {"version": 2, "technologies": "pocket scope", "started": "April 2024", "ended": "2024-09"},
    )
    client.post(page(case, "lessons"), {"version": 3, "barriers": ["staff", "resources"]})

    now = fresh(case)
    assert (now.title, now.summary, now.care_setting) == (
        "Clinics in a day",
        "Once, not thrice.",
        "outpatients",
    )
    assert sorted(now.areas.values_list("code", flat=True)) == ["03R", "15F"]
    assert list(now.technologies.all()) == [scope]
    assert (f"{now.started}", f"{now.ended}") == ("2024-04-01", "2024-09-01")
    assert list(now.barriers.values_list("barrier", flat=True)) == ["resources", "staff"]


def test_nobody_needs_the_exact_name_of_a_technology():
    case, ann, _ = two_authors()
    scope, patch = technology("Portable endoscope"), technology("Heart rhythm patch")
    Alias.objects.create(technology=patch, name="Pocket monitor")

    signed_in(ann).post(page(case, "what"), {"version": 1, "technologies": "endosc\nmonitor"})

    assert set(fresh(case).technologies.all()) == {scope, patch}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("endoscope", "“endoscope” may be “Capsule endoscope” or “Portable endoscope”: write one of them."),
        ("Portabel endoscop", "Did you mean “Portable endoscope”"),
    ],
)
def test_what_may_be_several_technologies_or_is_mistyped_is_answered_with_names(typed, words):
    case, ann, _ = two_authors()
    technology("Portable endoscope"), technology("Capsule endoscope")
    technology("Secret endoscope", state="proposed")

    shown = signed_in(ann).post(page(case, "what"), {"version": 1, "technologies": typed}).content.decode()

    assert words in shown
    assert "Secret" not in shown


def test_pages_offer_the_names_that_boxes_choose_from():
    case, ann, _ = two_authors()
    technology("<b>Portable scope</b>")
    client = signed_in(ann)

    areas, technologies = (client.get(page(case, group)).content.decode() for group in ("about", "what"))

    assert f'data-names="{reverse("area-names")}?providers=yes"' in areas
    assert '<option value="&lt;b&gt;Portable scope&lt;/b&gt;">' in technologies


@pytest.mark.parametrize(
    ("group", "field", "typed", "words"),
    [
        ("about", "title", "", "Enter a title."),
        ("about", "areas", "Wakefield\nAtlantis", "called “Atlantis”"),
        ("about", "summary", "x" * 301, "The summary must be 300 characters or fewer."),
        ("what", "started", "sometime", "Write a month and a year, like April 2024."),
        ("what", "technologies", "Snake oil", "no technology called “Snake oil”. Write a part"),
        ("contact", "contact_email", "nobody", "Enter an email address, like team@nhs.net."),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field_and_kept_as_a_draft(group, field, typed, words):
    case, ann, _ = two_authors()

    answer = signed_in(ann).post(page(case, group), {"version": 1, "title": "A title"} | {field: typed})

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert fresh(case).version == 1
    assert case.drafts.get(person=ann, group=group).fields[field] == typed


# Drafts.


def autosave(client, case: CaseStudy, group: str = "problem", **typed):
    return client.post(reverse("case-study-draft", args=[case.pk, group]), {"version": 1} | typed)


def test_what_is_typed_is_kept_and_put_back_on_another_device():
    case, ann, _ = two_authors()

    said = autosave(signed_in(ann), case, problem="4,200 people waited").content.decode()

    elsewhere = signed_in(ann).get(page(case, "problem")).content.decode()
    assert "Kept as your draft" in said
    assert "We put back what you had typed here" in elsewhere
    assert "4,200 people waited" in elsewhere
    assert fresh(case).answers == {}


def test_what_no_database_takes_is_left_out_of_a_draft():
    case, ann, _ = two_authors()

    autosave(signed_in(ann), case, problem="Nine\0 hundred waited")

    assert case.drafts.get().fields["problem"] == "Nine hundred waited"


def test_a_draft_is_its_authors_alone():
    case, ann, bob = two_authors()
    autosave(signed_in(ann), case, problem="Nine hundred waited")

    assert "Nine hundred" not in signed_in(bob).get(page(case, "problem")).content.decode()


def test_saving_forgets_the_draft_of_its_page_alone():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    autosave(client, case, "problem", problem="4,200 people waited")
    autosave(client, case, "aim", aim="See them sooner")

    client.post(page(case, "problem"), {"version": 1, "problem": "4,200 people waited long"})

    assert [draft.group for draft in case.drafts.all()] == ["aim"]


def test_typing_what_is_saved_already_leaves_no_draft():
    case, ann, _ = two_authors(answers={"problem": "Long waits."})
    client = signed_in(ann)
    autosave(client, case, problem="Long waits, and")

    autosave(client, case, problem="Long waits.")

    assert not case.drafts.exists()


def test_a_draft_can_be_discarded():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    autosave(client, case, problem="4,200 people waited")

    client.post(reverse("case-study-draft", args=[case.pk, "problem"]), {"discard": "yes"})

    assert not case.drafts.exists()


def test_a_draft_is_kept_once_a_person_and_page_and_no_longer_than_can_be_saved():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    for text in ("one", "one two", "one two three"):
        autosave(client, case, problem=text)

    too_long = autosave(client, case, problem="x" * 200_001).content.decode()

    assert "Shorten it" in too_long
    assert Draft.objects.get().fields["problem"] == "one two three"


# The patient-data guard.


def test_a_draft_with_patient_data_is_kept_and_its_author_told_what_was_found():
    case, ann, bob = two_authors()

    said = autosave(signed_in(ann), case, problem=PATIENT).content.decode()

    assert "“What was the problem?” seems to have an NHS number (word 3)." in said
    assert "Nobody but you sees this draft." in said
    assert case.drafts.get().person == ann
    assert PATIENT not in signed_in(bob).get(page(case, "problem")).content.decode()


@pytest.mark.parametrize("group", [section.slug for section in SECTIONS])
def test_every_text_of_every_page_is_held_when_it_is_about_a_patient(group):
    section = next(section for section in SECTIONS if section.slug == group)
    texts = [name for name in section.fields if name in {*QUESTIONS, "title", "summary", "contact_role"}]
    for name in texts:
        case, ann, _ = two_authors()

        answer = signed_in(ann).post(
            page(case, group), {"version": 1, "title": "A title"} | {name: PATIENT}, follow=True
        )

        assert fresh(case).held_because == "patient data", name
        assert "an NHS number (word 3)" in answer.content.decode(), name


def test_what_is_held_is_let_go_once_it_is_taken_out():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    client.post(page(case, "problem"), {"version": 1, "problem": PATIENT})

    client.post(page(case, "problem"), {"version": 2, "problem": "She waited."})

    assert fresh(case).held_because == ""


def test_patient_data_never_comes_into_what_everybody_reads():
    case, ann, _ = two_authors(state="published", answers={"problem": "Long waits."})

    answer = signed_in(ann).post(page(case, "problem"), {"version": 1, "problem": PATIENT})

    assert "an NHS number (word 3)" in answer.content.decode()
    assert fresh(case).answers == {"problem": "Long waits."}
    assert case.drafts.get().fields["problem"] == PATIENT


def test_what_may_be_harmless_asks_for_a_tick():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    typed = {"version": 1, "problem": "Call 07700 900123 to ask."}

    asked = client.post(page(case, "problem"), typed)
    client.post(page(case, "problem"), typed | {"confirmed": "on"})

    assert "this is not about a patient" in asked.content.decode()
    assert fresh(case).answers["problem"] == "Call 07700 900123 to ask."


# Two at once.


def test_two_who_change_different_fields_keep_both():
    case, ann, bob = two_authors()
    save(case=case, by=bob, version=1, fields={"problem": "Long waits."})

    save(case=case, by=ann, version=1, fields={"baseline": "58%", "problem": ""})

    assert fresh(case).answers == {"problem": "Long waits.", "baseline": "58%"}


def test_two_who_change_the_same_field_lose_nothing():
    case, ann, bob = two_authors(answers={"problem": "Waits."})
    save(case=case, by=bob, version=1, fields={"problem": "Long waits."})

    with pytest.raises(ChangedMeanwhile) as changed:
        save(case=case, by=ann, version=1, fields={"problem": "Very long waits.", "baseline": "58%"})

    assert [(one.name, one.saved, one.typed) for one in changed.value.clashes] == [
        ("problem", "Long waits.", "Very long waits.")
    ]
    assert fresh(case).answers == {"problem": "Long waits."}


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("saved", "Long waits."),
        ("typed", "Very long waits."),
        ("both", "Long waits.\n\nVery long waits."),
    ],
)
def test_the_second_is_shown_both_and_chooses(choice, kept):
    case, ann, bob = two_authors(answers={"problem": "Waits."})
    save(case=case, by=bob, version=1, fields={"problem": "Long waits."})
    client = signed_in(ann)
    typed = {"version": 1, "problem": "Very long waits.", "baseline": "58%"}

    shown = client.post(page(case, "problem"), typed)
    chosen = typed | {"version": 2, "clashing": "problem", "choose-problem": choice}
    client.post(page(case, "problem"), chosen)

    assert shown.status_code == 409
    words = shown.content.decode()
    assert "Bob Brown saved it" in words
    (clash,) = shown.context["clashes"]
    assert (clash.saved, clash.typed) == ("Long waits.", "Very long waits.")
    assert [strip_tags(side) for side in clash.marked] == [
        "[only here: Long ]waits.",
        "[only here: Very long ]waits.",
    ]
    assert all(side in words for side in clash.marked)
    assert fresh(case).answers == {"problem": kept, "baseline": "58%"}
    assert not case.drafts.exists()


def test_who_chooses_nothing_is_asked_again_and_nothing_is_written_over():
    case, ann, bob = two_authors(answers={"problem": "Waits."})
    save(case=case, by=bob, version=1, fields={"problem": "Long waits."})

    answer = signed_in(ann).post(
        page(case, "problem"), {"version": 2, "problem": "Very long waits.", "clashing": "problem"}
    )

    assert answer.status_code == 409
    assert "Choose what to keep of “What was the problem?”." in answer.content.decode()
    assert fresh(case).answers == {"problem": "Long waits."}


def test_what_the_second_typed_is_their_draft_until_they_choose():
    case, ann, bob = two_authors(answers={"problem": "Waits."})
    save(case=case, by=bob, version=1, fields={"problem": "Long waits."})
    client = signed_in(ann)
    client.post(page(case, "problem"), {"version": 1, "problem": "Very long waits."})

    came_back = client.get(page(case, "problem")).content.decode()
    again = client.post(page(case, "problem"), {"version": 1, "problem": "Very long waits."})

    assert "Very long waits." in came_back
    assert 'name="version" value="1"' in came_back
    assert again.status_code == 409


def test_lists_clash_as_texts_do_and_are_shown_by_name():
    case, ann, bob = two_authors()
    client = signed_in(ann)
    signed_in(bob).post(page(case, "short"), {"version": 1, "functions": ["C_110"]})

    shown = client.post(page(case, "short"), {"version": 1, "functions": ["C_120"]}).content.decode()

    assert "Trauma and orthopaedics" in without_marks(shown)
    assert "Ear, nose and throat" in without_marks(shown)


def test_saving_the_same_again_makes_no_version():
    case, ann, _ = two_authors()
    save(case=case, by=ann, version=1, fields={"problem": "Waits."})
    save(case=case, by=ann, version=1, fields={"problem": "Waits."})

    assert fresh(case).version == 2


def test_what_was_sent_in_meanwhile_keeps_what_the_other_typed():
    case, ann, _ = two_authors(state="submitted")

    answer = signed_in(ann).post(page(case, "problem"), {"version": 1, "problem": "Long waits."})

    assert "Look at it again" in answer.content.decode()
    assert case.drafts.get().fields["problem"] == "Long waits."


# What did not work.


def test_an_attempt_asks_first_for_what_it_needs_and_folds_the_rest():
    case, ann, _ = two_authors(kind="attempt", summary="")

    shown = signed_in(ann).get(page(case, "attempt"))

    first, later = ([one.field.name for one in shown.context[part]] for part in ("asked", "folded"))
    assert first == ["summary", "done", "learned", "barriers"]
    assert later == ["problem", "changed", "hard", "differently", "functions"]
    words = shown.content.decode()
    assert words.count(NEEDED) == len(first)
    assert (
        words.index('id="id_barriers_0"')
        < words.index("none of this is needed")
        < words.index('id="id_hard"')
    )
    assert not shown.context["is_opened"]


def test_what_was_typed_where_it_was_folded_is_shown():
    case, ann, _ = two_authors(kind="attempt", answers={"hard": "Two booking systems."})

    assert signed_in(ann).get(page(case, "attempt")).context["is_opened"]


def test_an_attempt_is_told_that_it_lacks_what_stood_in_the_way_and_where_to_say_so():
    case, ann, _ = two_authors(kind="attempt", answers={"done": "One visit.", "learned": "Train two."})
    client = signed_in(ann)
    address = reverse("case-study-write", args=[case.pk])

    shown = client.get(address).content.decode()
    refused = client.post(address, {"submit": "yes"}).content.decode()
    there = client.get(page(case, "lessons")).content.decode()
    said = {"summary": case.summary, **case.answers, "barriers": ["staff"]}
    client.post(page(case, "attempt"), {"version": 1, **said})
    client.post(address, {"submit": "yes"})

    assert (
        f'<a href="{page(case, "lessons")}#id_barriers_0">At least one barrier: what stood in the way</a>'
        in shown
    )
    assert 'id="id_barriers_0"' in there
    assert "Some of what is needed" in refused
    assert fresh(case).state == "submitted"


def test_all_that_is_needed_is_marked_and_nothing_else():
    marked = {}
    for kind in ("practice", "attempt"):
        case, ann, _ = two_authors(kind=kind)
        client = signed_in(ann)
        marked[kind] = {
            one.field.name
            for section in SECTIONS
            for one in client.get(page(case, section.slug)).context["asked"]
            if NEEDED in one.field.help_text
        }

    told = {"title", "summary", "areas"}
    assert marked["practice"] == told | {"problem", "aim", "done", "changed", "learned", "interests"}
    assert marked["attempt"] == told | {"done", "learned", "barriers"}


# The list of pages.


def test_the_list_says_what_is_missing_and_sending_it_in_asks_for_it():
    case, ann, _ = two_authors()
    client = signed_in(ann)
    address = reverse("case-study-write", args=[case.pk])

    shown = client.get(address).content.decode()
    refused = client.post(address, {"submit": "yes"}).content.decode()

    assert "Missing before you can send it in" in shown
    assert f"{page(case, 'problem')}#id_problem" in shown
    assert "Some of what is needed" in refused
    assert fresh(case).state == "draft"


def test_what_is_whole_is_sent_in_and_taken_back():
    answers = {slug: "Answered." for slug, question in QUESTIONS.items() if question.is_required}
    case, ann, _ = two_authors(answers=answers)
    outcome(case)
    client = signed_in(ann)
    address = reverse("case-study-write", args=[case.pk])

    client.post(address, {"submit": "yes"})
    assert fresh(case).state == "submitted"
    assert "at place 1" in client.get(address).content.decode()
    assert client.get(page(case, "problem")).url == address
    client.post(address, {"withdraw": "yes"})

    assert fresh(case).state == "draft"


def test_the_preview_shows_what_readers_are_shown():
    case, ann, _ = two_authors(answers={"problem": "People came **three times**."}, contact_role="The team")
    outcome(case)
    client = signed_in(ann)

    preview = client.get(reverse("case-study-preview", args=[case.pk]))
    read = client.get(case.get_absolute_url())

    assert preview.status_code == 200
    for shown in ("facts", "parts", "claims", "files", "has_contact", "may_see_contact"):
        assert repr(preview.context[shown]) == repr(read.context[shown]), shown
    words = preview.content.decode()
    assert "<strong>three times</strong>" in words
    assert "What the figures show" in words
    assert 'rel="canonical"' not in words
    assert "This is how readers will see what is saved." in words


@pytest.mark.parametrize(
    "name", ["case-study-write", "case-study-outcomes", "case-study-preview", "case-study-authors"]
)
def test_a_page_costs_the_same_however_much_is_written(name):
    bare, ann, _ = two_authors()
    outcome(bare)
    full, _, _ = two_authors(answers=dict.fromkeys(QUESTIONS, "Answered."), functions=("C_110", "C_120"))
    for each in range(10):
        Authorship.objects.create(case=full, person=ann if each == 0 else member())
        outcome(full)
        FieldComment.objects.create(case=full, question="problem", text="Say more.")
    client = signed_in(ann)

    costs = [queries_of(client, reverse(name, args=[case.pk])) for case in (bare, full)]

    assert costs[0] == costs[1]


def test_the_list_of_what_one_writes_costs_the_same_however_long():
    ann, bob = member(), member()
    case_study(ann)
    for _ in range(10):
        case_study(bob)

    costs = [queries_of(signed_in(each), reverse("case-studies-mine")) for each in (ann, bob)]

    assert costs[0] == costs[1] <= 12


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
