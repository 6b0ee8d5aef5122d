"""What is asked of the people of an area."""

from collections.abc import Collection

from django import forms

from forum.forms.discussions import HeldPosts, KeyField, text_field, title_field
from forum.models import Category


class AskArea(HeldPosts, forms.Form):
    """A question for the people of an area. `spaces`: the private spaces in which it may be asked."""

    title = title_field()
    text = text_field("Your question")
    space = forms.ChoiceField(
        label="Who reads it",
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": "Choose who reads it from the list."},
    )
    key = KeyField()

    def __init__(self, *args, spaces: Collection[Category], **options):
        super().__init__(*args, **options)
        self.spaces = {one.slug: one for one in spaces}
        names = ((slug, f"Only the people of “{one}”") for slug, one in self.spaces.items())
        self.fields["space"].choices = [("", "All members"), *names]
        if not self.spaces:
            del self.fields["space"]

    @property
    def category(self) -> Category | None:
        return self.spaces.get(self.cleaned_data.get("space", ""))
