"""What becomes of a case study: begun, sent in, returned, published, confirmed, retired.

Who may do it is asked before (`casestudies.permissions.cases`); in which state it can be done is asked here, with the
row locked: of two people who decide at once, one is told that the other was quicker. Each act is safe to repeat.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import User
from casestudies.actions.changing import (
    Act,
    LifeRefused,
    ReadAnOlderOne,
    State,
    address_of,
    called,
    hold_if_needed,
    locked,
    note,
    put_on_record,
    require,
    save_as_changed,
    tell_authors,
)
from casestudies.actions.versions import keep
from casestudies.checklist import Missing, missing
from casestudies.models import Authorship, CaseStudy, FieldComment
from casestudies.models.vocabulary import Strength
from casestudies.queries.lives import reviewers_of
from metrics.models import Area

# Its authors are asked anew once it was not confirmed for long enough.
NOT_ASKED = {"asked_at": None, "times_asked": 0}


class StillMissing(LifeRefused):
    """`missing`: what is required and not there."""

    def __init__(self, missing: list[Missing]):
        self.missing = missing
        super().__init__("Some of what is needed before it can be sent in is not there yet.")


class HoldsPatientData(LifeRefused):
    def __init__(self):
        super().__init__(
            "It has something by which a patient may be known. Take it out, then send it in; or ask moderators to look."
            " Until then only you, your co-authors and moderators see it."
        )


class WordsMissing(LifeRefused):
    def __init__(self):
        super().__init__("Say why: its authors read it.")


@transaction.atomic
def start(
    *,
    by: User,
    home: Area,
    kind: str = CaseStudy.Kind.PRACTICE,
    title: str,
    summary: str = "",
    **answers: str,
) -> CaseStudy:
    """Begin a case study of an area as its owner. `answers`: what its questions are answered with, by their slugs.

    What holds patient data is kept as everything else, held: only its authors and moderators see it.
    """
    case = CaseStudy(home=home, kind=kind, title=title, summary=summary, answers=answers)
    hold_if_needed(case)
    case.save()
    case.areas.add(home)
    Authorship.objects.create(case=case, person=by, is_owner=True)
    keep(case=case, by=by)
    note(case, Act.STARTED, by)
    put_on_record(case, "start case study", by)
    return case


def submit(*, case: CaseStudy, by: User) -> CaseStudy:
    """Send a case study in for review; what was asked for is taken as dealt with.

    Raises StillMissing, HoldsPatientData or NotNow. What has patient data is held from then on.
    """
    case = _sent_in(case, by)
    if case.held_because:
        raise HoldsPatientData
    return case


@transaction.atomic
def _sent_in(case: CaseStudy, by: User) -> CaseStudy:
    """Return a case study as it is sent in, or as it is held: that is kept."""
    case = locked(case)
    if case.state == State.SUBMITTED:
        return case
    require(case, (State.DRAFT, State.RETURNED))
    if lacking := missing(case):
        raise StillMissing(lacking)
    if hold_if_needed(case):
        save_as_changed(case, "held_because")
        return case
    now = timezone.now()
    _move(case, State.SUBMITTED, submitted_at=now, held_because="")
    case.comments.filter(resolved_at__isnull=True).update(resolved_at=now, resolved_by=by)
    note(case, Act.SUBMITTED, by)
    _ask_reviewers(case)
    put_on_record(case, "submit case study", by)
    return case


@transaction.atomic
def withdraw(*, case: CaseStudy, by: User) -> CaseStudy:
    """Take a case study back from review, to go on writing. Raises NotNow."""
    case = locked(case)
    if case.state == State.DRAFT:
        return case
    require(case, [State.SUBMITTED])
    _move(case, State.DRAFT, submitted_at=None)
    note(case, Act.WITHDRAWN, by)
    put_on_record(case, "withdraw case study", by)
    return case


@transaction.atomic
def ask_for_changes(
    *,
    case: CaseStudy,
    by: User,
    words: str,
    comments: Mapping[str, str] | None = None,
    read: int | None = None,
) -> CaseStudy:
    """Return a case study to its authors: `words` on the whole, `comments` by the question that each is about.

    `read`: the version that the reviewer read. Raises WordsMissing, ReadAnOlderOne or NotNow.
    """
    said = {slug: text.strip() for slug, text in (comments or {}).items() if text.strip()}
    if not words.strip() and not said:
        raise WordsMissing
    case = locked(case)
    _require_as_read(case, read)
    FieldComment.objects.bulk_create(
        FieldComment(case=case, question=slug, text=text, by=by) for slug, text in said.items()
    )
    _move(case, State.RETURNED, submitted_at=None)
    note(case, Act.RETURNED, by, words.strip())
    _tell_of_changes(case, by, words.strip(), len(said))
    put_on_record(case, "return", by, comments=len(said))
    return case


@transaction.atomic
def publish(
    *, case: CaseStudy, by: User, rating: str = Strength.NOT_RATED, words: str = "", read: int | None = None
) -> CaseStudy:
    """Publish a case study that was sent in, with how strong the reviewer finds its evidence.

    `read`: the version that the reviewer read. Raises ReadAnOlderOne, HoldsPatientData or NotNow.
    """
    case = locked(case)
    if case.state == State.PUBLISHED:
        return case
    _require_as_read(case, read)
    if hold_if_needed(case):
        raise HoldsPatientData
    now = timezone.now()
    _move(
        case,
        State.PUBLISHED,
        published_at=case.published_at or now,
        published_by=by,
        confirmed_at=now,
        **NOT_ASKED,
        confirmed_rating=rating,
        held_because="",
    )
    note(case, Act.PUBLISHED, by, words.strip())
    tell_authors(case, by, "{} is published", words.strip() or "Everybody can read it now.")
    put_on_record(case, "publish", by, rating=rating)
    return case


@transaction.atomic
def rate(*, case: CaseStudy, by: User, rating: str) -> CaseStudy:
    """Say how strong the evidence of a published case study is. Raises NotNow."""
    case = locked(case)
    require(case, CaseStudy.PUBLIC)
    if case.confirmed_rating == rating:
        return case
    _move(case, case.state, confirmed_rating=rating)
    note(case, Act.RATED, by)
    tell_authors(case, by, "The evidence of {} was rated", f"It is rated: {Strength(rating).label.lower()}.")
    put_on_record(case, "rate case study", by, rating=rating)
    return case


@transaction.atomic
def confirm(*, case: CaseStudy, by: User) -> CaseStudy:
    """Say that a published case study still holds: its page says so with today's date. Raises NotNow."""
    case = locked(case)
    require(case, [State.PUBLISHED])
    _move(case, State.PUBLISHED, confirmed_at=timezone.now(), **NOT_ASKED)
    note(case, Act.CONFIRMED, by)
    put_on_record(case, "confirm case study", by)
    return case


@transaction.atomic
def retire(*, case: CaseStudy, by: User, because: str) -> CaseStudy:
    """Say that a case study holds no longer, and why: it stays to be read, marked so. Raises WordsMissing or NotNow."""
    if not because.strip():
        raise WordsMissing
    case = locked(case)
    if case.state == State.RETIRED:
        return case
    require(case, [State.PUBLISHED])
    _move(case, State.RETIRED, retired_because=because.strip())
    note(case, Act.RETIRED, by, because.strip())
    tell_authors(case, by, "{} was retired", because.strip())
    put_on_record(case, "retire case study", by)
    return case


@transaction.atomic
def bring_back(*, case: CaseStudy, by: User) -> CaseStudy:
    """Publish a retired case study again: it holds after all. Raises NotNow."""
    case = locked(case)
    if case.state == State.PUBLISHED:
        return case
    require(case, [State.RETIRED])
    _move(case, State.PUBLISHED, retired_because="", confirmed_at=timezone.now(), **NOT_ASKED)
    note(case, Act.CONFIRMED, by)
    tell_authors(case, by, "{} is published again", "It holds after all.")
    put_on_record(case, "confirm case study", by)
    return case


def _require_as_read(case: CaseStudy, read: int | None) -> None:
    """Refuse to decide about what does not wait for review, or reads otherwise than the reviewer read it."""
    require(case, [State.SUBMITTED])
    if read not in (None, case.version):
        raise ReadAnOlderOne


def _move(case: CaseStudy, state: str, **fields) -> None:
    case.state = state
    for name, value in fields.items():
        setattr(case, name, value)
    save_as_changed(case, "state", *fields)


def _ask_reviewers(case: CaseStudy) -> None:
    subject = f"{called(case)} waits for your review"
    text = f"It is a case study of {case.home}. Publish it, or ask its authors for changes."
    for reviewer in reviewers_of(case):
        tell(reviewer, subject, text, address=address_of(case))


def _tell_of_changes(case: CaseStudy, by: User, words: str, comments: int) -> None:
    beside = f"Comments at its questions: {comments}." if comments else ""
    tell_authors(case, by, "Changes are asked for in {}", "\n\n".join(filter(None, [words, beside])))
