"""Who may do what with case studies: questions with a name, asked by pages and API alike.

What somebody may read is asked of the rows (`CaseStudy.objects.visible_to`), so these ask only for what is more. They
ask who somebody is; in which state a case study takes an act, `casestudies.actions.lives` says.
"""

from functools import cached_property

from accounts.permissions import Someone, is_member, is_on_staff, may_write
from casestudies.models import CaseStudy
from casestudies.queries.lives import authors_of, homes_of
from metrics.models import Area
from safety.file_permissions import answers_for
from safety.models import Upload


def may_start_case_studies(user: Someone) -> bool:
    """Say whether a person may write case studies at all: members who belong to an area, and administrators."""
    return is_member(user) and may_write(user) and homes_of(user).exists()


def may_start_for(user: Someone, home: Area) -> bool:
    """Say whether a person may write a case study of an area: their own, its board, or a part of it."""
    return is_member(user) and may_write(user) and homes_of(user).filter(pk=home.pk).exists()


def may_see_reviews(user: Someone) -> bool:
    """Say whether a person sees what waits for review: their own at least, as a member."""
    return is_member(user)


@answers_for(Upload.Purpose.CASE_STUDY)
def may_see_case_file(user: Someone, upload: Upload) -> bool:
    """Say whether a person may have a file of a case study: whoever may read the case study now."""
    return CaseStudy.objects.visible_to(user).filter(files__upload=upload).exists()


class Rights:
    """What somebody who reads a case study may do with it: asked once for a page."""

    def __init__(self, user: Someone, case: CaseStudy):
        self.user, self.case = user, case

    @property
    def may_edit(self) -> bool:
        """Say whether they may change what it says and its files: its authors, while it is theirs to change."""
        return self.may_act_as_author and self.case.state in CaseStudy.EDITABLE

    @property
    def may_act_as_author(self) -> bool:
        """Say whether they may send it in and take it back: its authors, while they are members and not silenced."""
        return self.is_author and self._may_write

    @property
    def may_review(self) -> bool:
        """Say whether they may publish it or ask for changes: leads of its board, unless they wrote it alone;
        moderators and administrators who wrote none of it."""
        return self._may_write and (self._leads_beside_others or self._is_independent_staff)

    @property
    def may_rate(self) -> bool:
        """Say whether they may confirm how strong its evidence is: whoever reviews it and wrote none of it."""
        return self.may_review and not self.is_author

    @property
    def may_confirm(self) -> bool:
        """Say whether they may say that it still holds: its authors, and leads of its board."""
        return self._may_write and (self.is_author or self.is_lead)

    @property
    def may_retire(self) -> bool:
        """Say whether they may say that it holds no longer: its authors, leads of its board, staff."""
        return self._may_write and (self.is_author or self.is_lead or self.is_on_staff)

    @property
    def may_bring_back(self) -> bool:
        """Say whether they may publish again what was retired: whoever may publish it."""
        return self.may_review

    @property
    def may_see_history(self) -> bool:
        """Say whether they may see how it was changed: its authors, leads of its board, staff."""
        return self._is_member and (self.is_author or self.is_lead or self.is_on_staff)

    @property
    def may_see_review(self) -> bool:
        """Say whether they may see how its review goes: its authors, and who reviews it."""
        return self.may_see_history

    @cached_property
    def is_author(self) -> bool:
        return self.user.is_authenticated and self.user.pk in self._authors

    @cached_property
    def is_lead(self) -> bool:
        return self.user.is_authenticated and self.user.leads(self.case.home)

    @cached_property
    def is_on_staff(self) -> bool:
        return is_on_staff(self.user)

    @property
    def _leads_beside_others(self) -> bool:
        return self.is_lead and bool(self._authors - {self.user.pk})

    @property
    def _is_independent_staff(self) -> bool:
        return self.is_on_staff and not self.is_author

    @cached_property
    def _authors(self) -> set[int]:
        return set(authors_of(self.case).values_list("pk", flat=True))

    @cached_property
    def _is_member(self) -> bool:
        return is_member(self.user)

    @cached_property
    def _may_write(self) -> bool:
        return self._is_member and may_write(self.user)


def may_edit(user: Someone, case: CaseStudy) -> bool:
    return Rights(user, case).may_edit


def may_review(user: Someone, case: CaseStudy) -> bool:
    return Rights(user, case).may_review
