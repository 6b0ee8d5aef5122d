"""Who may click at a case study: a question with a name."""

from accounts.permissions import Someone, is_member, may_write
from casestudies.models import CaseStudy


def may_mark(user: Someone, case: CaseStudy) -> bool:
    """Say whether a person may mark a case study: members who are not silenced, of what they did not write."""
    return (
        case.state in CaseStudy.PUBLIC
        and is_member(user)
        and may_write(user)
        and not case.authorships.filter(person=user.pk).exists()
    )
