"""What the API takes to write with: its shape alone. Forms and actions of the pages ask what may be written."""

from rest_framework import serializers

from forum.forms.discussions import LARGEST_NUMBER
from forum.models import Thread
from forum.models.discussions import LONGEST_TEXT, LONGEST_TITLE
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES
from safety.guard_fields import GuardedSerializer

KINDS = [Thread.Kind.DISCUSSION, Thread.Kind.QUESTION]


def text_field() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, help_text="Plain text or Markdown.")


class ThreadWritten(GuardedSerializer, serializers.Serializer):
    """A thread to start, and the post that opens it."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    text = text_field()
    kind = serializers.ChoiceField(
        [(kind.value, kind.label) for kind in KINDS],
        default=Thread.Kind.DISCUSSION.value,
        help_text="Events, polls and announcements are started on their page.",
    )
    category = serializers.CharField(required=False, help_text="As its address has it.")
    area = serializers.CharField(required=False, help_text="The code of an area that it is about.")
    measure = serializers.ChoiceField(
        list(MEASURES), required=False, help_text="The name of a measure that it is about."
    )
    treatment_function = serializers.ChoiceField(
        list(SINGLE_FUNCTIONS.items()), required=False, help_text="The code of one that it is about."
    )
    tags = serializers.ListField(child=serializers.CharField(), required=False, help_text="Five at most.")


class PostWritten(GuardedSerializer, serializers.Serializer):
    """A reply."""

    text = text_field()
    reply_to = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="The number of the post that it answers.",
    )


class PostChanged(GuardedSerializer, serializers.Serializer):
    """A change of one's own post."""

    text = text_field()
    title = serializers.CharField(
        required=False,
        max_length=LONGEST_TITLE,
        help_text="Of a thread, with the post that opens it: as it is, if it is not named.",
    )
    version = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="The version that you changed, as it was told: what others changed since is not lost.",
    )
