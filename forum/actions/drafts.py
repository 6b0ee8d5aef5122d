"""What somebody has begun and not posted, kept on the server for them alone until they post it or delete it.

What the patient-data guard holds is not kept: a page says so, and it stays in the browser's tab.
"""

from django.db import transaction

from accounts.models import User
from forum.models import Draft, Thread
from forum.models.discussions import LONGEST_TEXT, LONGEST_TITLE
from metrics.models import Area
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
    *, by: User, thread: Thread | None, text: str, title: str = "", fields: dict[str, str] | None = None
) -> Draft | None:
    """Keep what somebody has begun in a thread, or of a new one, in place of what was kept before.

    Returns None where nothing is left to keep. Raises DraftNotKept.
    """
    text, title = _plain(text), _plain(title)
    fields = {name: _plain(value) for name, value in (fields or {}).items() if value}
    if len(text) > LONGEST_TEXT or len(title) > LONGEST_TITLE:
        raise DraftTooLong
    if worst(scan(words) for words in (text, title, *fields.values())) == HOLD:
        raise PatientDataInDraft
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


def forget_new_draft(*, by: User, asks: Area | None) -> None:
    """Forget what somebody has begun of a new thread: of a question for an area, or of a thread that is none."""
    begun = Draft.objects.filter(person=by, thread=None)
    of_this = begun.filter(fields__ask=asks.code) if asks else begun.exclude(fields__has_key="ask")
    of_this.delete()


def _plain(words: str) -> str:
    """Return words as databases keep them."""
    return words.replace("\r\n", "\n").replace("\0", "")
