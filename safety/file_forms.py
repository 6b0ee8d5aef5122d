"""Choosing a file to upload, for a post or a case study, and saying what a picture shows."""

from django import forms
from django.conf import settings

from safety.guard_fields import GuardedForm
from safety.models.uploads import LONGEST_CAPTION

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
KINDS = ",".join((".pdf", ".docx", ".xlsx", ".pptx", *PICTURES))
SAY_WHAT = "Say what the picture shows, or tick that it only decorates."
ONE_OF_THEM = "Untick that the picture only decorates, or take out what it shows."


class ChooseFile(forms.Form):
    """What the file holds, and what it is called, is looked at when it is kept."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"class": "nhsuk-file-upload__input", "accept": KINDS}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another."},
    )
    no_patients = forms.BooleanField(
        label="I have looked at every page and picture of it: nothing shows who a patient is",
        # Shown unticked always: another file is another one to look at.
        widget=forms.CheckboxInput(
            attrs={"class": "nhsuk-checkboxes__input"}, check_test=lambda ticked: False
        ),
        error_messages={"required": "Tick that you have looked at every page and picture of the file."},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["file"].help_text = (
            "A picture (JPEG, PNG, GIF or WebP), a PDF, or a Word, Excel or PowerPoint file without macros, "
            f"of up to {settings.UPLOAD_LARGEST // 1_000_000} MB."
        )


class AddFile(GuardedForm, ChooseFile):
    """A file with what it shows: asked of every picture, for who cannot see it, unless it only decorates.

    A picture is known by its name here: one whose content is of another kind than its name says is not kept.
    """

    caption = forms.CharField(
        label="What does it show?",
        required=False,
        max_length=LONGEST_CAPTION,
        help_text=(
            "Needed for a picture: people who cannot see it hear this instead. One sentence, as “Bar chart: 62%"
            " were seen within 18 weeks in May, 48% the year before”. Do not begin with “picture of”."
        ),
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    decorates = forms.BooleanField(
        label="It is a picture that only decorates: nothing is missed without it",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    field_order = ["file", "caption", "decorates", "no_patients"]

    def clean(self) -> dict:
        said = super().clean()
        file, caption, decorates = (said.get(name) for name in ("file", "caption", "decorates"))
        is_picture = file is not None and file.name.lower().endswith(PICTURES)
        if is_picture and not caption and not decorates and "caption" not in self.errors:
            self.add_error("caption", SAY_WHAT)
        if caption and decorates:
            self.add_error("decorates", ONE_OF_THEM)
        return said
