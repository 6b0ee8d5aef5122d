"""One click of a member at a case study: they have this problem too, they run this, or thanks."""

from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import LifeRefused
from casestudies.models import CaseStudy, Mark


class NotToBeMarked(LifeRefused):
    def __init__(self):
        super().__init__("This case study is not published any more, so nothing was noted.")


@transaction.atomic
def mark(*, case: CaseStudy, by: User, kind: str) -> Mark:
    """Note a mark; the same again is the same mark. Raises NotToBeMarked."""
    if not CaseStudy.objects.filter(pk=case.pk, state__in=CaseStudy.PUBLIC).exists():
        raise NotToBeMarked
    return Mark.objects.get_or_create(case=case, person=by, kind=kind)[0]


def unmark(*, case: CaseStudy, by: User, kind: str) -> None:
    """Take a mark back; one that is not there is gone."""
    Mark.objects.filter(case=case, person=by, kind=kind).delete()
