"""What somebody has begun and not posted, kept on the server for them alone until they post it or delete it.

What the patient-data guard holds is not kept: a page says so, and it stays in the browser's tab.
"""

import uuid

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from forum.models import Draft, Thread
from forum.models.discussions import LONGEST_TEXT, LONGEST_TITLE
from safety.guard import HOLD, scan, worst


class DraftNotKept(Exception):
    """A draft that is not kept on the server, with the reason in words."""


class PatientDataInDraft(DraftNotKept):
    def __init__(self):
        super().__init__(
            "Not kept: it looks as if it holds patient data. Take it out; until then it is in this tab of your "
            "browser alone."
        )


class DraftTooLong(DraftNotKept):
    def __init__(self):
        super().__init__(
            f"Not kept: a text has {LONGEST_TEXT:,} characters at most, a title {LONGEST_TITLE}."
        )


@transaction.atomic
def keep_draft(
    *,
    by: User,
    thread: Thread | None,
    text: str,
    title: str = "",
    fields: dict[str, str] | None = None,
    key: uuid.UUID | None = None,
) -> Draft | None:
    """Keep what somebody has begun in a thread, or of a new one, in place of what was kept before.

    `key`: of the form in which they write; the draft goes when that form is posted. Returns None where nothing is left
    to keep. Raises DraftNotKept.
    """
    text, title = _plain(text), _plain(title)
    fields = {name: _plain(value) for name, value in (fields or {}).items() if value}
    if len(text) > LONGEST_TEXT or len(title) > LONGEST_TITLE:
        raise DraftTooLong
    if worst(scan(words) for words in (text, title, *fields.values())) == HOLD:
        raise PatientDataInDraft
    if key:
        fields["key"] = str(key)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs keep one after the other
    if not (text.strip() or title.strip()):
        forget_draft(by=by, thread=thread)
        return None
    kept, _ = Draft.objects.update_or_create(
        person=by, thread=thread, defaults={"text": text, "title": title, "fields": fields}
    )
    return kept


def forget_draft(*, by: User, thread: Thread | None) -> None:
    Draft.objects.filter(person=by, thread=thread).delete()


def forget_new_draft(*, by: User, key: uuid.UUID, title: str, text: str) -> None:
    """Forget the draft of a new thread from which one was posted: of the form with that key, or in the same words."""
    is_of_the_form = Q(fields__key=str(key))
    Draft.objects.filter(is_of_the_form | Q(title=title, text=text), person=by, thread=None).delete()


def _plain(words: str) -> str:
    """Return words as databases keep them."""
    return words.replace("\r\n", "\n").replace("\0", "")
