"""What a person says of what they read, watch and want to come back to."""

from django import forms

from forum.models import Category, Watch
from forum.queries.following import KINDS
from safety.guard_fields import TypedForm


class MarkRead(TypedForm, forms.Form):
    """What is to be called read: a category, what is in none, or all of the forum; as it was listed at a time."""

    category = forms.ModelChoiceField(Category.objects, to_field_name="slug", required=False)
    everything_else = forms.BooleanField(required=False)
    until = forms.DateTimeField(required=False)


class Follow(TypedForm, forms.Form):
    """How closely one thing is to be followed, or no more. `thing`: its number, a measure's name."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    thing = forms.SlugField(max_length=60, widget=forms.HiddenInput)
    level = forms.ChoiceField(choices=Watch.Level.choices)
    stop = forms.BooleanField(required=False)
    is_listed = forms.BooleanField(required=False)
