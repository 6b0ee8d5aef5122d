"""What people tell moderators."""

from django import forms

from forum.forms.moderation.fields import reason_field, words_field
from forum.models.reasons import REPORTABLE
from safety.guard_fields import GuardedForm


class ReportForm(GuardedForm, forms.Form):
    """Why somebody reports something. `is_name`: whether it is a person's name."""

    reason = reason_field("What is wrong with it?", [(one.value, one.label) for one in REPORTABLE])
    words = words_field(
        "What should a moderator know? (optional)",
        "Moderators read this; whoever wrote it does not. Do not repeat what could identify a patient.",
    )


class AppealForm(GuardedForm, forms.Form):
    words = words_field(
        "Why should the decision be different?",
        "Another moderator reads this and answers. You can appeal once.",
        required=True,
        missing="Say why the decision should be different.",
        rows=6,
    )
