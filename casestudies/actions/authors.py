"""Who writes a case study: its owner invites others and hands it over, each of them may leave."""

from django.db import transaction
from django.urls import reverse

from accounts.actions.telling import tell
from accounts.models import User
from accounts.permissions import is_member
from accounts.queries import with_address
from casestudies.actions.changing import LifeRefused, called, locked, put_on_record
from casestudies.models import Authorship, CaseStudy, Draft

MOST_AUTHORS = 12


class NoSuchMember(LifeRefused):
    def __init__(self):
        super().__init__(
            "No member has this address. Ask them which they signed up with, or to join the area that they work for."
        )


class TooManyAuthors(LifeRefused):
    def __init__(self):
        super().__init__(f"A case study has {MOST_AUTHORS} authors at most.")


class OwnerStays(LifeRefused):
    def __init__(self):
        super().__init__(
            "Whoever looks after a case study cannot leave it: hand it over to another author first."
        )


@transaction.atomic
def add_author(*, case: CaseStudy, by: User, email: str) -> Authorship:
    """Let a member write a case study too, and tell them; again does nothing. Raises LifeRefused."""
    case = locked(case)
    person = with_address(email)
    if person is None or not is_member(person):
        raise NoSuchMember
    if there := case.authorships.filter(person=person).first():
        return there
    if case.authorships.count() >= MOST_AUTHORS:
        raise TooManyAuthors
    made = Authorship.objects.create(case=case, person=person)
    tell(
        person,
        f"You are an author of {called(case)}",
        f"{by.public_name} asked you to write this case study with them. You can leave it at any time.",
        address=_address(case),
    )
    put_on_record(case, "add author", by, person=person.pk)
    return made


@transaction.atomic
def remove_author(*, case: CaseStudy, by: User, person: User) -> None:
    """Let somebody write a case study no longer, and forget what they typed and did not save. Raises OwnerStays."""
    case = locked(case)
    there = case.authorships.filter(person=person).first()
    if there is None:
        return
    if there.is_owner:
        raise OwnerStays
    there.delete()
    Draft.objects.filter(case=case, person=person).delete()
    if person.pk != by.pk:
        tell(person, f"You are no author of {called(case)} any more", "Whoever looks after it decided so.")
    put_on_record(case, "remove author", by, person=person.pk)


@transaction.atomic
def hand_over(*, case: CaseStudy, by: User, person: User) -> None:
    """Let another author look after a case study. Raises LifeRefused."""
    case = locked(case)
    there = case.authorships.filter(person=person).first()
    if there is None:
        raise NoSuchMember
    case.authorships.filter(is_owner=True).update(is_owner=False)
    case.authorships.filter(pk=there.pk).update(is_owner=True)
    if person.pk != by.pk:
        tell(
            person,
            f"You look after {called(case)} now",
            f"{by.public_name} handed it over to you: you choose who writes it.",
            address=_address(case),
        )
    put_on_record(case, "hand over case study", by, person=person.pk)


def _address(case: CaseStudy) -> str:
    return reverse("case-study-write", args=[case.pk])
