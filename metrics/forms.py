"""What people may ask of the figures and of the work on them, checked before anything is done."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy

from metrics.asked import SELECT
from metrics.compute.extract import ALL_FUNCTIONS, SINGLE_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.ingest.fetch import FILE_LIMIT
from metrics.models import Area, Refresh
from metrics.presenters.area_list import found, offered
from safety.guard_fields import GuardedForm

EVERY_FUNCTION = "all"
LONGEST_REASON = 500
MOST_NAMED = 5
# A typeahead that fills the box in and leaves sending the form to the person.
OFFERS_AREAS = {"data-choose-area": "", "data-stays": ""}
KEPT_WITH_THE_MONTH = "Shown in the public history of each month that comes in. Do not name people."
# Where search boxes read the names that they offer.
AREA_NAMES = reverse_lazy("area-names")
NAMES_WITH_PROVIDERS = format_lazy("{}?providers=yes", AREA_NAMES)
LOOPBACK = {"127.0.0.1", "localhost"}


class AreaField(forms.CharField):
    """An area by its name or code, as a search box offers it; cleaned to the area, None where empty.

    `among`: the areas that it may be, if not any; the page then has a list of them, `offered_by` its name.
    `names`: the address of the names that are offered else.
    """

    def __init__(
        self, *, required: bool = False, offered_by: str = "", names: str | Promise = AREA_NAMES, **options
    ):
        offers = {"list": offered_by} if offered_by else {"data-names": names}
        attrs = {"class": "nhsuk-input", "autocomplete": "off"} | OFFERS_AREAS | offers
        super().__init__(required=required, widget=forms.TextInput(attrs=attrs), **options)
        self.among: QuerySet[Area] | None = None

    def clean(self, value: str) -> Area | None:
        words = super().clean(value)
        if not words:
            return None
        areas = found(words)
        if self.among is not None:
            areas = [area for area in areas if area in self.among]
        if not areas:
            raise ValidationError(self._called_so(words))
        if len(areas) > 1:
            named = offered(areas[:MOST_NAMED])
            raise ValidationError(f"“{words}” may be {_either(named)}: enter one of them.")
        return areas[0]

    def _called_so(self, words: str) -> str:
        among = "No area" if self.among is None else "None of the areas to choose from"
        or_empty = "" if self.required else ", or leave this empty"
        return f"{among} is called “{words}”. Enter its name or code{or_empty}."


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]])


def choice_field(label: str, choices: Iterable[tuple[str, str]], none: str, **options) -> forms.ChoiceField:
    """Return a choice that may be left at none of them, and how that is called."""
    return forms.ChoiceField(
        label=label, required=False, choices=[("", none), *choices], widget=SELECT, **options
    )


def measure_field(none: str, label: str = "Measure", **options) -> forms.ChoiceField:
    return choice_field(label, ((one.slug, one.title) for one in MEASURES.values()), none, **options)


def function_field(none: str, label: str = "Treatment function", **options) -> forms.ChoiceField:
    """Return a choice of one treatment function."""
    return choice_field(label, SINGLE_FUNCTIONS.items(), none, **options)


class FiguresAsked(forms.Form):
    """Which figures of a month to write as CSV. What is not asked for is as in DEFAULTS."""

    DEFAULTS = {"level": Area.Kind.SICBL.value, "boundaries": "then", "function": ALL_FUNCTIONS}

    level = forms.ChoiceField(
        label="Level",
        choices=Area.Kind.choices,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    boundaries = forms.ChoiceField(
        label="Boundaries",
        choices=[("then", "Areas of that month"), ("now", "Areas of today")],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    function = forms.ChoiceField(
        label="Treatment function",
        choices=[*TREATMENT_FUNCTIONS.items(), (EVERY_FUNCTION, "Each of them, a row each")],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )

    @property
    def functions(self) -> tuple[str, ...]:
        """The treatment functions asked for; none means all."""
        chosen = self.cleaned_data["function"]
        return () if chosen == EVERY_FUNCTION else (chosen,)


def reason_field(hint: str) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": 2}),
        error_messages={
            "required": "Enter a reason.",
            "max_length": f"The reason must be {LONGEST_REASON} characters or fewer.",
        },
    )


class Decision(GuardedForm, forms.Form):
    """Something an administrator does to a version, with the reason for the record.

    `state` is what the version was when they saw it, which says what they were offered.
    """

    state = forms.ChoiceField(
        choices=[(state, state) for state in ("live", "held", "kept")], widget=forms.HiddenInput
    )
    reason = reason_field("Shown in the month’s public history. Do not name people.")


class TryAgain(GuardedForm, forms.Form):
    reason = reason_field(KEPT_WITH_THE_MONTH)


class LookForReleases(GuardedForm, forms.Form):
    reason = reason_field(KEPT_WITH_THE_MONTH)


class UploadZip(GuardedForm, forms.Form):
    file = forms.FileField(
        label="Zip file",
        help_text="A month’s full CSV data file, zipped as NHS England publishes it, of up to 20 MB.",
        widget=forms.FileInput(attrs={"class": "nhsuk-file-upload__input", "accept": ".zip"}),
        error_messages={"required": "Choose a zip file.", "empty": "The file is empty."},
    )
    reason = reason_field(KEPT_WITH_THE_MONTH)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise ValidationError(f"The file is {filesizeformat(file.size)}: it must be 20 MB or smaller.")
        if not _is_zip(file):
            raise ValidationError("The file is not a zip. Upload it as NHS England publishes it.")
        return file


class PasteLink(GuardedForm, forms.Form):
    link = forms.CharField(
        label="Link",
        max_length=Refresh._meta.get_field("source").max_length,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "inputmode": "url", "spellcheck": "false"}),
        error_messages={"required": "Paste the link."},
    )
    reason = reason_field(KEPT_WITH_THE_MONTH)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["link"].help_text = f"To a month’s “Full CSV data file”, on {_allowed_hosts()}."

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        _refuse_other_hosts(link)
        return link


# The three ways to bring figures in, by the name of the button that sends each.
WAYS_TO_START = {"look": LookForReleases, "upload": UploadZip, "link": PasteLink}


def _allowed_hosts() -> str:
    return " or ".join(settings.RTT_ALLOWED_HOSTS)


def _is_zip(file: UploadedFile) -> bool:
    file.seek(0)
    return file.read(2) == b"PK"


def _refuse_other_hosts(link: str) -> None:
    """Refuse at once what fetching would refuse later: only https, only allowed hosts, no port and no password."""
    try:
        parts = urlsplit(link)
        plain = parts.port is None and parts.username is None and parts.scheme == "https"
    except ValueError:
        raise ValidationError("This is not a web address.") from None
    if parts.hostname not in settings.RTT_ALLOWED_HOSTS:
        raise ValidationError(f"The link must be on {_allowed_hosts()}.")
    if not plain and parts.hostname not in LOOPBACK:
        raise ValidationError("The link must begin with https:// and name no port or password.")
