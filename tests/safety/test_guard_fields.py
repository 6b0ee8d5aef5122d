"""The patient-data guard in forms and in the API."""

import logging

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from rest_framework import serializers

from safety.guard import CONFIRM, HOLD, PASS
from safety.guard_fields import CONFIRMED, GuardedForm, GuardedSerializer

NUMBER = "943 476 5919"
HELD = f"Seen in May: {NUMBER}."
ASKED = "Mrs Shaw was pleased."


class Note(GuardedForm, forms.Form):
    title = forms.CharField(label="Title", max_length=60)
    text = forms.CharField(required=False)
    tags = forms.JSONField(required=False)
    kind = forms.ChoiceField(choices=[(NUMBER, "A number")], required=False)
    email = forms.EmailField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, required=False)
    made = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(label="Letter", required=False)


class NoteForModerators(Note):
    lets_held_pass = True


class NoteSerializer(GuardedSerializer, serializers.Serializer):
    title = serializers.CharField()
    words = serializers.CharField(source="text", required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    file = serializers.FileField(required=False)
    email = serializers.EmailField(required=False)


def sent(form: type[forms.Form] = Note, **data) -> forms.Form:
    file = data.pop("file", None)
    return form({"title": "Clinics"} | data, {"file": file} if file else None)


def letter(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"text")


class TestForms:
    def test_what_is_about_no_patient_goes_through(self):
        form = sent(text="The list fell to 4,010,232.")
        assert form.is_valid()
        assert form.verdict == PASS
        assert CONFIRMED not in form.fields

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", HELD),
            ("text", HELD),
            ("tags", f'["a", {{"{NUMBER}": 1}}]'),
            ("file", letter(f"{NUMBER}.pdf")),
        ],
    )
    def test_a_held_field_says_what_was_found_and_keeps_what_was_written(self, field, value):
        form = sent(**{field: value})
        assert not form.is_valid()
        assert form.verdict == HOLD
        assert list(form.errors) == [field]
        assert "seems to have an NHS number (word" in form.errors[field][0]
        if field != "file":
            assert form[field].value() == value

    def test_an_error_never_repeats_what_was_found(self):
        form = sent(text=f"dob 12/3/1947\n{HELD}")
        said = str(form.errors) + form.errors.as_json() + repr(form.errors.as_data())
        assert "a date of birth (line 1, word 1) and an NHS number (line 2, word 4)" in said
        assert not any(part in said for part in ("943", "476", "5919", "1947"))

    @pytest.mark.parametrize("field", ["kind", "email", "password", "made"])
    def test_what_is_chosen_addressed_secret_or_filled_in_by_a_script_is_not_scanned(self, field):
        values = {"kind": NUMBER, "email": "9434765919@nhs.net", "password": NUMBER, "made": NUMBER}
        assert sent(**{field: values[field]}).is_valid()

    def test_what_may_be_harmless_asks_for_a_tick(self):
        form = sent(text=ASKED)
        assert not form.is_valid()
        assert form.verdict == CONFIRM
        assert list(form.errors) == [CONFIRMED]
        assert "“Text” seems to have a person’s name (word 1)." in form.errors[CONFIRMED][0]

    def test_a_tick_lets_it_through_and_is_nothing_that_an_action_sees(self):
        form = sent(text=ASKED, confirmed="on")
        assert form.is_valid()
        assert CONFIRMED not in form.cleaned_data
        assert form.cleaned_data["text"] == ASKED

    def test_a_tick_does_not_let_a_number_through(self):
        assert not sent(text=HELD, confirmed="on").is_valid()

    def test_a_tick_stays_while_something_else_is_wrong(self):
        form = sent(title="", text=ASKED, confirmed="on")
        assert not form.is_valid()
        assert form[CONFIRMED].value()

    def test_forms_beside_each_other_have_a_tick_each(self):
        form = Note({"a-title": "Mrs Shaw", "a-confirmed": "on"}, prefix="a")
        assert form.is_valid()

    def test_held_text_goes_on_to_a_moderator_where_the_form_says_so(self):
        form = sent(NoteForModerators, text=HELD)
        assert form.is_valid()
        assert form.verdict == HOLD

    def test_the_box_appears_only_when_asked(self):
        box = "components/confirmed.html"
        assert "checkbox" not in render_to_string(box, {"form": Note()})
        asked = render_to_string(box, {"form": sent(text=ASKED)})
        assert 'type="checkbox"' in asked
        assert 'aria-describedby="id_confirmed_error"' in asked

    def test_an_unsent_form_asks_nothing(self):
        assert Note().errors == {}

    def test_nothing_is_logged(self, caplog):
        caplog.set_level(logging.DEBUG)
        sent(text=HELD).is_valid()
        assert caplog.records == []


class TestApi:
    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"title": HELD}, "title"),
            ({"words": HELD}, "words"),
            ({"tags": ["a", NUMBER]}, "tags"),
            ({"file": letter(f"{NUMBER}.pdf")}, "file"),
        ],
    )
    def test_held_text_is_refused_by_field(self, data, field):
        serializer = NoteSerializer(data={"title": "Clinics"} | data)
        assert not serializer.is_valid()
        assert list(serializer.errors) == [field]
        assert serializer.errors[field][0].code == "patient_data_hold"
        assert "943" not in str(serializer.errors)

    def test_what_may_be_harmless_needs_a_word_of_its_sender(self):
        serializer = NoteSerializer(data={"title": ASKED})
        assert not serializer.is_valid()
        assert "send “confirmed”: true" in serializer.errors["title"][0]
        assert NoteSerializer(data={"title": ASKED, "confirmed": True}).is_valid()
        assert not NoteSerializer(data={"title": HELD, "confirmed": True}).is_valid()

    def test_an_action_sees_nothing_of_that_word(self):
        serializer = NoteSerializer(data={"title": ASKED, "confirmed": True, "email": "9434765919@nhs.net"})
        assert serializer.is_valid()
        assert set(serializer.validated_data) == {"title", "email"}

    def test_what_is_left_out_of_a_change_is_not_asked_about(self):
        serializer = NoteSerializer(data={"words": "Clinics"}, partial=True)
        assert serializer.is_valid()
        assert serializer.validated_data == {"text": "Clinics"}
