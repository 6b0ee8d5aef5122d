"""What people type into a form arrives whole, and what is wrong with it is said in plain English.

No box stops taking what is typed or pasted: a text that is too long comes back with how long it is. Lines are counted
as people see them, not as browsers send them.
"""

import re
import string
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

# By Django's names of what is wrong; `label` is the field's, the rest what Django counted.
IN_OUR_WORDS = {
    "required": "“{label}” is needed.",
    "max_length": "“{label}” must be {limit_value:,} characters or fewer.",
    "min_length": "“{label}” must be {limit_value:,} characters or more.",
    "min_value": "“{label}” must be {limit_value:,} or more.",
    "max_value": "“{label}” must be {limit_value:,} or less.",
    "invalid_choice": "“{label}”: choose one of those offered, not “{value}”.",
    "null_characters_not_allowed": "“{label}” has a character that cannot be seen and cannot be kept, mostly from"
    " copied text. Type that part again.",
}
OF_FILES = {
    "required": "Choose a file.",
    "missing": "Choose a file.",
    "invalid": "No file came. Choose it again.",
    "empty": "The file is empty. Choose another.",
}
INVALID = {
    forms.IntegerField: "“{label}” must be a number without decimals.",
    forms.DecimalField: "“{label}” must be a number.",
    forms.DateField: "“{label}” must be a day.",
    forms.EmailField: "“{label}” must be an email address, like name@nhs.net.",
    forms.URLField: "“{label}” must be an address that begins with https://.",
}

# Control characters but for tabs and ends of lines; marks that turn the order of letters round.
UNSEEN = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
BREAKS = re.compile(r"\r\n|[\x0b\x0c\x85\u2028\u2029]")
# Nothing is seen of a text of these alone.
BLANKS = string.whitespace + "\u00a0\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u3164\ufeff"


class TypedForm:
    """Mixed into a form, before it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.is_bound:
            self.data = _in_plain_lines(self.data)

    def __getitem__(self, name: str) -> forms.BoundField:
        """Return a field to show: its box takes all that is typed, since browsers cut what is pasted without a word."""
        bound = super().__getitem__(name)
        bound.field.widget.attrs.pop("maxlength", None)
        return bound

    def add_error(self, field: str | None, error: ValidationError | str) -> None:
        if isinstance(error, ValidationError):
            named = error.error_dict if hasattr(error, "error_dict") else {field: error.error_list}
            for name in named.keys() & self.fields.keys():
                for one in named[name]:
                    _reword(one, self[name])
        super().add_error(field, error)


def _reword(error: ValidationError, bound: forms.BoundField) -> None:
    """Put Django's own words into ours, and say how long a text is that is too long."""
    facts = error.params or {}
    if isinstance(error.message, Promise) and (words := _words(error.code, bound.field)):
        label = bound.label.removesuffix(" (optional)")
        error.message, error.params = words.format(label=label, **facts), None
    if error.code == "max_length" and not isinstance(error.message, Promise):
        error.message, error.params = f"{error.message} It has {facts['show_value']:,}.", None


def _words(code: str, field: forms.Field) -> str:
    """Return our words for what is wrong with a field; none for what is so rare that Django's do."""
    if isinstance(field, forms.FileField):
        return OF_FILES.get(code, "")
    if code == "invalid":
        return next((words for kind, words in INVALID.items() if isinstance(field, kind)), "")
    return IN_OUR_WORDS.get(code, "")


def _in_plain_lines(data: Mapping) -> Mapping:
    """Return what was sent with each line ended as it was typed."""
    if not isinstance(data, MultiValueDict):
        return {name: _plain(value) for name, value in data.items()}
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [_plain(each) for each in values])
    return plain


def _plain(value: object) -> object:
    """Return words without what nobody sees and nobody typed: it comes with copied text, and turns text round, breaks
    feeds or makes a post of nothing. NUL stays, and is refused."""
    if not isinstance(value, str):
        return value
    seen = UNSEEN.sub("", BREAKS.sub("\n", value))
    return seen if seen.strip(BLANKS) else ""
