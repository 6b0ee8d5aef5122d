"""What is kept of a person among case studies: their part of what they may download, and what goes with them."""

from uuid import UUID

from django.db.models import Q

from accounts.actions.closing import when_closing
from accounts.models import User
from accounts.personal_data import part_of_export, says_what_files_belong_to
from casestudies.models import (
    AskedChange,
    Authorship,
    CaseEvent,
    CaseFile,
    CaseStudy,
    CaseVersion,
    Collection,
    Draft,
    FieldComment,
    Mark,
    SavedSearch,
)

COLUMNS = ("pk", "state", "kind", "title", "summary", "answers", "contact_role", "contact_email")
DATES = ("created_at", "changed_at", "published_at")


@part_of_export("case_studies")
def case_studies(user: User) -> list[dict]:
    """Return the case studies that a person writes, alone or with others, unless they were erased for good."""
    written = CaseStudy.objects.by(user).exclude(state=CaseStudy.State.ERASED)
    return list(written.order_by("pk").values(*COLUMNS, *DATES))


@says_what_files_belong_to
def files_of_case_studies(user: User) -> dict[UUID, str]:
    """Return the case study that each of a person's files is part of: without its title if it is no longer theirs."""
    theirs = set(CaseStudy.objects.by(user).values_list("pk", flat=True))
    rows = CaseFile.objects.filter(upload__owner=user).values_list("upload_id", "case_id", "case__title")
    return {
        key: f"the case study “{title}”" if case in theirs else f"case study {case}, which others write now"
        for key, case, title in rows
    }


@part_of_export("case_study_versions")
def case_study_versions(user: User) -> list[dict]:
    """Return the versions of case studies that a person saved."""
    saved = CaseVersion.objects.filter(by=user).order_by("pk")
    return list(saved.values("case_id", "number", "content", "note", "at"))


@part_of_export("case_study_drafts")
def case_study_drafts(user: User) -> list[dict]:
    """Return what a person typed into case studies and did not save."""
    return list(Draft.objects.filter(person=user).order_by("pk").values("case_id", "fields", "saved_at"))


@part_of_export("case_study_comments")
def case_study_comments(user: User) -> list[dict]:
    """Return the changes that a person asked for as a reviewer."""
    said = FieldComment.objects.filter(by=user).order_by("pk")
    return list(said.values("case_id", "question", "text", "at"))


@part_of_export("case_study_decisions")
def case_study_decisions(user: User) -> list[dict]:
    """Return what a person did with case studies, and the words that they said to authors."""
    done = CaseEvent.objects.filter(by=user).order_by("pk")
    return list(done.values("case_id", "act", "words", "at"))


@part_of_export("case_study_marks")
def case_study_marks(user: User) -> list[dict]:
    """Return where a person said that they have a problem too, run something, or give thanks."""
    return list(Mark.objects.filter(person=user).order_by("pk").values("case_id", "kind", "at"))


@part_of_export("case_study_collections")
def case_study_collections(user: User) -> list[dict]:
    """Return what a person put together: a row for each thing in it, and one for what holds none yet."""
    of_entries = ("entries__case_id", "entries__technology__slug", "entries__note")
    columns = ("title", "about", "is_shared", "state", *of_entries, "changed_at")
    found = Collection.objects.filter(owner=user).exclude(state=Collection.State.ERASED)
    found = found.order_by("pk", "entries__position", "entries__pk")
    return list(found.values(*columns))


@part_of_export("adoption_changes_asked_for")
def adoption_changes_asked_for(user: User) -> list[dict]:
    """Return the changes of adoption that a person asked for, and those that they answered."""
    columns = ("adoption_id", "proposal_id", "words", "at", "answer", "answered_at")
    theirs = AskedChange.objects.filter(Q(by=user) | Q(answered_by=user)).order_by("pk")
    said = theirs.values(*columns, "by_id", "answered_by_id")
    return [_own_words(row, user) for row in said]


def _own_words(row: dict, user: User) -> dict:
    """Return what was asked and answered without what somebody else wrote."""
    others = {"words": row.pop("by_id") != user.pk, "answer": row.pop("answered_by_id") != user.pk}
    return row | {name: "" for name, is_others in others.items() if is_others}


@part_of_export("saved_searches")
def saved_searches(user: User) -> list[dict]:
    """Return the searches that a person saved."""
    columns = ("name", "query", "is_told", "saved_at", "told_at")
    return list(SavedSearch.objects.filter(owner=user).order_by("pk").values(*columns))


@when_closing
def forget_what_was_kept(user: User) -> None:
    """Forget a person's marks and searches: they say what that person was looking for."""
    for kept in (user.marks, user.saved_searches):
        kept.all().delete()


@when_closing
def forget_drafts(user: User) -> None:
    """Forget what a person typed and did not save; another author looks after what they looked after."""
    Draft.objects.filter(person=user).delete()
    for owned in Authorship.objects.filter(person=user, is_owner=True):
        others = owned.case.authorships.exclude(person=user).filter(person__closed_at__isnull=True)
        if heir := others.first():
            Authorship.objects.filter(pk=owned.pk).update(is_owner=False)
            Authorship.objects.filter(pk=heir.pk).update(is_owner=True)
