"""Who may do what with categories, private spaces and kinds of threads: questions with a name.

Which categories somebody reads is asked of the rows: `Category.objects.read_by`, and `started_in_by` for new threads.
"""

from accounts.permissions import Someone, is_administrator, is_on_staff, may_write
from forum.models import Category, Thread


def may_manage_categories(user: Someone) -> bool:
    """Say whether a person makes, changes, closes and orders categories, and says whose a private space is."""
    return is_administrator(user)


def may_start_in(reader: Someone, category: Category) -> bool:
    """Say of one category what `started_in_by` says of many, of somebody who reads it and may write."""
    is_for_all = category.writers == Category.Writers.READERS
    return category.closed_at is None and (is_for_all or is_on_staff(reader))


def may_announce(user: Someone) -> bool:
    """Say whether a person may start an announcement: staff, and leads of a board."""
    return is_on_staff(user) or (user.is_authenticated and user.is_lead)


def may_change_details(user: Someone, thread: Thread) -> bool:
    """Say whether somebody who reads a thread may change its kind, category and tags: its author, and staff."""
    if not may_write(user):
        return False
    return is_on_staff(user) or (thread.author_id == user.pk and not thread.is_locked)


def may_choose(user: Someone, thread: Thread) -> bool:
    """Say whether a member who reads a poll may choose in it: nobody silenced, nobody once it is locked."""
    return may_write(user) and not thread.is_locked
