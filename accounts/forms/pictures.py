"""Choosing a picture of oneself."""

from django import forms


class ChoosePicture(forms.Form):
    """What the file holds, and what it is called, is looked at when it is kept."""

    picture = forms.FileField(
        label="Picture",
        widget=forms.FileInput(
            attrs={"class": "nhsuk-file-upload__input", "accept": ".jpg,.jpeg,.png,.gif,.webp,image/*"}
        ),
        error_messages={"required": "Choose a picture.", "empty": "The file is empty. Choose another."},
    )
