"""Which reviews to list."""

from django import forms

from forum.forms.moderation.fields import choice
from safety.typed import TypedForm

KINDS = {
    "post": "Posts",
    "thread": "Threads",
    "person": "Names",
    "case_study": "Case studies",
    "adoption": "Adoption records",
    "collection": "Collections",
}
WHY_IT_WAITS = {
    "patient data": "Patient data",
    "first posts": "First posts of a member",
    "outside the approved domains": "Outside the approved domains",
    "watched word": "Watched word",
    "attachment": "File of a new member",
    "file not looked through": "File not looked through",
    "too fast": "Much in a short time",
    "changed as asked": "Changed as asked",
    "reported": "Reported",
    "submitted": "Sent in for review",
    "opened by a moderator": "Opened by a moderator",
    "appeal": "Appeal",
    "erasure": "To be erased for good",
}
CLAIMED = {"free": "Nobody’s", "mine": "Mine", "others": "Other people’s"}


class QueueAsked(TypedForm, forms.Form):
    """Which reviews to list."""

    kind = choice("What", KINDS, "Everything")
    because = choice("Why", WHY_IT_WAITS, "Any reason")
    claimed = choice("Taken on by", CLAIMED, "Anybody or nobody")
    decider = choice("Decided by", {"administrators": "Administrators alone"}, "Anybody")
    show = choice("Order", {"age": "Longest waiting first", "decided": "Decided"}, "Most pressing first")
