"""Beginning a case study, and choosing who writes it."""

from django import forms

from accounts.models import User
from casestudies.forms.writing import title_field
from casestudies.models import CaseStudy
from casestudies.queries.lives import homes_of
from metrics.forms import AreaField
from metrics.presenters.area_list import offered
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm


class Start(GuardedForm, forms.Form):
    """What it is, and whose. A title with patient data is kept as its author's alone, as everything else is."""

    lets_held_pass = True

    kind = forms.ChoiceField(
        label="What do you want to tell others?",
        choices=[
            (CaseStudy.Kind.PRACTICE, "Something that worked"),
            (CaseStudy.Kind.ATTEMPT, "Something that did not work: five minutes that save others months"),
        ],
        initial=CaseStudy.Kind.PRACTICE,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": "Choose whether it worked."},
    )
    title = title_field()
    home = AreaField(
        label="Whose work it is",
        help_text="Your area, its board or a part of it. Its board’s lead reviews what you write.",
        required=True,
        offered_by="homes",
        max_length=200,
        error_messages={"required": "Enter whose work it is."},
    )

    def __init__(self, *args, writer: User, **options):
        super().__init__(*args, **options)
        homes = homes_of(writer).order_by("short_name")
        self.fields["home"].among = homes
        self.offered = offered(homes)


class AddAuthor(TypedForm, forms.Form):
    email = forms.EmailField(
        label="Email address",
        help_text="The one that your colleague signs in with. They are told, and can leave at any time.",
        widget=forms.EmailInput(
            attrs={
                "class": "nhsuk-input",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autocomplete": "off",
            }
        ),
        error_messages={
            "required": "Enter your colleague’s email address.",
            "invalid": "Enter an email address, like team@nhs.net.",
        },
    )
