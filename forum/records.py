"""What the forum only ever adds to, for the triggers that hold it: versions of posts, and what moderators did."""

from safety.append_only import Record

REVISIONS = Record(
    "forum_revision",
    "revisions",
    unique=(("id",), ("post_id", "number")),
    people=("by_id",),
    words=("title", "text", "note"),
)
REVIEW_EVENTS = Record(
    "forum_reviewevent",
    "review_events",
    unique=(("id",),),
    people=("by_id", "about_id"),
    words=("words", "private_note", "facts"),
)
RECORDS = (REVISIONS, REVIEW_EVENTS)
