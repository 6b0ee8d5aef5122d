"""What a person says of themselves, and wants to hear of."""

from django import forms

from accounts.models import NotificationChoice, TechnologyInterest, User
from metrics.compute.extract import SINGLE_FUNCTIONS
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm

About = NotificationChoice.About


class AboutMe(GuardedForm, forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "job_role"]
        labels = {"name": "Full name", "job_role": "Role"}
        help_texts = {
            "name": "As colleagues know you. Members see it beside what you write.",
            "job_role": "What you do, as “Elective recovery manager”.",
        }
        widgets = {
            "name": forms.TextInput(
                attrs={"class": "nhsuk-input", "autocomplete": "name", "spellcheck": "false"}
            ),
            "job_role": forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "organization-title"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Enter your name."


class Interests(TypedForm, forms.Form):
    functions = forms.MultipleChoiceField(
        label="Treatment functions",
        help_text="Choose those that you work with. You may be told of what is written about them.",
        choices=SINGLE_FUNCTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    technologies = forms.MultipleChoiceField(
        label="Technologies",
        help_text="Choose the kinds that you work with or want to. Members see them on your page.",
        choices=TechnologyInterest.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
    )


MEANS = {
    About.REPLIES: "Where you or your areas are named, and new posts in discussions that you started or wrote in.",
    About.WATCHED: "New posts in what you chose to watch.",
    About.AREAS: "About areas that you belong to, and their parts.",
    About.INTERESTS: "About the treatment functions that you chose as your interests.",
    About.FIGURES: "When figures for another month are published here.",
    About.DIGEST: "Signals in their newest figures, and what similar areas that do better share and ask.",
}


def offered(about: About) -> list[tuple[str, str]]:
    """Return how often one may hear of something: a digest gathers, so it is never sent at once."""
    at_once = NotificationChoice.HowOften.AT_ONCE
    every = NotificationChoice.HowOften.choices
    return [each for each in every if each[0] != at_once] if about == About.DIGEST else every


class Notifications(TypedForm, forms.Form):
    """How often to hear of each thing; `chosen` is how it is now, by what it is about."""

    def __init__(self, *args, chosen: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for about, words in NotificationChoice.About.choices:
            self.fields[about] = forms.ChoiceField(
                label=words,
                help_text=MEANS[About(about)],
                choices=offered(About(about)),
                initial=chosen[about],
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
                error_messages={"required": "Choose how often."},
            )


class DeleteAccount(TypedForm, forms.Form):
    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={"required": "Tick the box to say that you understand."},
    )
