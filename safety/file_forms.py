"""Choosing a file to upload, for a post or a case study."""

from django import forms
from django.conf import settings

KINDS = ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.gif,.webp"


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
