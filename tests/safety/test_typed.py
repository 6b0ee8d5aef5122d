"""What is typed into forms arrives whole, and what is wrong with it is said in plain English: all forms at once."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from safety.guard_fields import GuardedForm
from safety.typed import TypedForm
from tests.factories import member, signed_in
from tests.safety.test_every_form import FORMS, classes

OVER = 1234
DJANGOS = (
    "Ensure this",
    "Null characters",
    "This field is required",
    "Select a valid choice",
    "Enter a whole",
)
# Those of signing in, of which `accounts.signing_in` chooses the words.
NOT_TYPED = {
    *("AddressToBe", "ConfirmByPasskey", "CountedByOrigin", "Disconnect", "EndSessions", "OfADevice"),
    *("SecondStepByPasskey", "SignInByPasskey"),
}
GUARDED = [
    one
    for one in classes(GuardedForm, "forms", "gallery", "administration")
    if issubclass(one, forms.BaseForm)
]
# Theirs say themselves what is wrong with each field.
SAY_IT_THEMSELVES = {"InviteForm", "AnswerForm", "FiguresAsked", "ChooseFile", "ChoosePicture"}


class Note(TypedForm, forms.Form):
    title = forms.CharField(max_length=10)
    reason = forms.CharField(
        max_length=1500, error_messages={"max_length": "Write 1,500 characters or fewer."}
    )
    number = forms.IntegerField(min_value=1, max_value=2000, required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], required=False)
    day = forms.DateField(required=False)
    mail = forms.EmailField(required=False)
    file = forms.FileField(required=False)


def bare(form: type[GuardedForm], **data: str) -> GuardedForm:
    """Return a form with its own fields alone, whatever it is otherwise made with."""
    made = form.__new__(form)
    forms.BaseForm.__init__(made, data)
    made._errors, made.cleaned_data = forms.utils.ErrorDict(), {}
    return made


def error_of(form: GuardedForm, name: str, value: str) -> str:
    with pytest.raises(ValidationError) as refused:
        form.fields[name].clean(value)
    form.add_error(name, refused.value)
    return form.errors[name][0]


def boxes(form: GuardedForm) -> list[str]:
    """Return the names of a form's fields in which people write."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, forms.EmailField)
    ]


def errors(**data: str) -> dict[str, str]:
    form = Note({"title": "Short", "reason": "Because"} | data)
    return {name: said[0] for name, said in form.errors.items()}


@pytest.mark.parametrize("form", GUARDED, ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_no_box_of_any_form_cuts_what_is_typed(form):
    made = bare(form)

    assert [name for name in boxes(made) if "maxlength" in str(made[name])] == []


@pytest.mark.parametrize("form", GUARDED, ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_every_form_says_how_long_a_text_is_that_is_too_long_and_how_long_it_may_be(form):
    made = bare(form)
    limited = {name: made.fields[name].max_length for name in boxes(made)}

    for name, most in ((name, most) for name, most in limited.items() if most and most > 64):
        said = error_of(made, name, "a " * ((most + OVER) // 2) + "." * ((most + OVER) % 2 + 1))
        assert f"{most:,}" in said or f"{most}" in said, (name, said)
        assert f"{most + OVER:,}"[:-1] in said, (name, said)
        assert not said.startswith(DJANGOS), (name, said)


@pytest.mark.parametrize("form", GUARDED, ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_no_form_speaks_of_null_characters(form):
    made = bare(form)

    for name in boxes(made):
        try:
            made.fields[name].clean("a\0b")
        except ValidationError as refused:
            made.add_error(name, refused)
        assert not any(said.startswith(DJANGOS) for said in made.errors.get(name, [])), name


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_in_which_something_is_typed_is_one_of_these(form):
    assert issubclass(form, TypedForm) or form.__name__ in SAY_IT_THEMSELVES


@pytest.mark.parametrize(
    "form", classes(forms.BaseForm, "forms", "gallery", "administration"), ids=lambda form: form.__qualname__
)
def test_every_form_of_which_a_value_can_be_forged_is_one_of_these(form):
    assert issubclass(form, TypedForm) or form.__name__ in SAY_IT_THEMSELVES | NOT_TYPED


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("profile-interests", {"functions": "C_000"}, "“Treatment functions”: choose one"),
        ("profile-interests", {"technologies": ["device", "spell"]}, "“Technologies”: choose one"),
        ("profile-notifications", {"digest": "at_once"}, "not “at_once”"),
        ("profile-notifications", {"replies": "a\0b"}, "choose one of those offered"),
        ("profile-about", {"name": "a\0b"}, "has a character that cannot be seen"),
        ("quiet-hours", {"starts": "22:17", "ends": "07:00"}, "“From”: choose one"),
    ],
)
@pytest.mark.django_db
def test_forged_values_of_what_somebody_wants_to_hear_are_answered_in_our_words(name, sent, said):
    answered = signed_in(member()).post(reverse(name), sent)

    assert said in answered.text
    assert not any(words in answered.text for words in DJANGOS)


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/forum/", "area"),
        ("/case-studies/", "q"),
        ("/technologies/", "q"),
        ("/adoption/", "area"),
        ("/areas/03R/measures/median-wait/", "function"),
    ],
)
@pytest.mark.django_db
def test_no_page_that_is_asked_for_something_speaks_of_null_characters(address, field):
    answered = signed_in(member()).get(address, {field: "a\0b"})

    assert answered.status_code in (200, 400, 404)
    assert "Null characters" not in answered.text


def test_forms_are_found():
    assert {"StartThread", "EditPost", "SetRebase", "AboutMe", "RepairForm", "SignUp"} <= {
        form.__name__ for form in GUARDED
    }


def test_a_text_that_is_too_long_is_kept_and_counted():
    typed = "x" * 2345
    form = Note({"title": typed, "reason": typed})

    assert form.errors["title"] == ["“Title” must be 10 characters or fewer. It has 2,345."]
    assert form.errors["reason"] == ["Write 1,500 characters or fewer. It has 2,345."]
    assert typed in str(form["title"])


def test_lines_are_counted_as_people_see_them():
    typed = "\r\n".join(["x" * 9] * 150)  # 1,499 characters as they were typed
    sent = QueryDict(mutable=True)
    sent.update({"title": "Short", "reason": typed})

    form = Note(sent)

    assert form.is_valid()
    assert form.cleaned_data["reason"] == typed.replace("\r\n", "\n")
    assert len(Note({"title": "Short", "reason": typed}).errors) == 0


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("title", "", "“Title” is needed."),
        (
            "title",
            "a\0b",
            "“Title” has a character that cannot be seen and cannot be kept, mostly from copied text.",
        ),
        ("number", "0", "“Number” must be 1 or more."),
        ("number", "2001", "“Number” must be 2,000 or less."),
        ("number", "1.5", "“Number” must be a number without decimals."),
        ("kind", "z", "“Kind”: choose one of those offered, not “z”."),
        ("day", "tomorrow", "“Day” must be a day."),
        ("mail", "me", "“Mail” must be an email address, like name@nhs.net."),
    ],
)
def test_what_django_says_is_said_in_our_words(name, sent, said):
    assert errors(**{name: sent})[name].startswith(said)


def test_what_a_form_says_itself_stays():
    assert errors(reason="x" * 1501)["reason"] == "Write 1,500 characters or fewer. It has 1,501."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x01\x02\x1b[31mred\x7f", "a[31mred"),
        ("one\x0btwo\x0cthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u202ecba\u2066", "acba"),
        ("\tTab 👩\u200d⚕️ é e\u0301 ‏שלום", "\tTab 👩\u200d⚕️ é e\u0301 ‏שלום"),
        (" \u200b\u2060\n", ""),
        ("NUL\0", "NUL\0"),
    ],
)
def test_what_nobody_sees_and_nobody_typed_is_left_out(typed, kept):
    assert Note({"reason": typed}).data["reason"] == kept
    sent = QueryDict(mutable=True)
    sent["reason"] = typed
    assert Note(sent).data["reason"] == kept


def test_a_text_of_which_nothing_is_seen_is_none():
    assert Note({"title": "x", "reason": "\u200b"}).errors["reason"] == ["“Reason” is needed."]
