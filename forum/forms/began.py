"""What a change was begun from, which a form sends along."""

from django import forms


class BeganFromField(forms.CharField):
    """Marks of what was there when a form was opened: what others changed since is not written over."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput(attrs={"data-keep-version": True}))
