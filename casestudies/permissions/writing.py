"""Who may do what with who writes a case study: questions with a name."""

from accounts.models.readers import Someone
from casestudies.models import CaseStudy
from casestudies.permissions.cases import Rights


def may_choose_authors(user: Someone, case: CaseStudy) -> bool:
    """Say whether a person chooses who else writes a case study: whoever looks after it."""
    return (
        Rights(user, case).may_act_as_author
        and case.authorships.filter(person=user.pk, is_owner=True).exists()
    )
