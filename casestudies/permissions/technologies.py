"""Who may do what with the register of technologies: questions with a name, asked by pages and admin alike."""

from accounts.models.readers import Someone
from accounts.permissions import is_member, is_on_staff, may_write
from casestudies.models import Technology


def may_keep_register(user: Someone) -> bool:
    """Say whether a person enters and changes technologies, and loads a file of them: staff who may write."""
    return is_on_staff(user) and may_write(user)


def may_propose_technology(user: Someone) -> bool:
    """Say whether a person may enter a technology, or propose one for the register: members who may write."""
    return is_member(user) and may_write(user)


def may_change_technology(user: Someone, technology: Technology) -> bool:
    """Say whether a person may change what the register says: staff, and who proposed it while it waits."""
    is_own = technology.proposed_by_id == user.pk and technology.state == Technology.State.PROPOSED
    return (is_own and may_propose_technology(user)) or may_keep_register(user)


def may_decide_technology(user: Someone, technology: Technology) -> bool:
    """Say whether a person decides what is in the register: staff, never about what they proposed themselves."""
    return may_keep_register(user) and technology.proposed_by_id != user.pk
