"""Who may do what with people: questions with a name, asked by pages, API and admin alike.

Somebody whose account is closed or suspended may do nothing; somebody silenced reads, and keeps what is their own.
"""

from accounts.models import Claim, Picture, Restriction, User
from accounts.models.readers import Someone, members
from accounts.models.standing import standing_of
from metrics.models import Area
from safety.file_permissions import answers_for
from safety.models import Upload


def is_suspended(user: Someone) -> bool:
    """Say whether a person may not sign in for now."""
    return Restriction.Kind.SUSPENSION in _kept_from(user)


def is_silenced(user: Someone) -> bool:
    """Say whether a person reads but may not write for now."""
    return Restriction.Kind.SILENCE in _kept_from(user)


def is_present(user: Someone) -> bool:
    """Say whether a person is signed in, with an account that is open and not suspended."""
    return _has_account(user) and not is_suspended(user)


def is_verified(user: Someone) -> bool:
    """Say whether a person has shown that their email address is theirs; administrators are taken at their word."""
    return is_present(user) and (user.is_superuser or User.objects.verified().filter(pk=user.pk).exists())


def is_member(user: Someone) -> bool:
    """Say whether a person is a verified member of an area, or of the staff. No query where it was looked up."""
    if not is_present(user):
        return False
    if user.standing is not None:
        return _is_of_staff(user) or user.standing.is_member
    return _is_of_staff(user) or members().filter(pk=user.pk).exists()


def is_moderator(user: Someone) -> bool:
    """Say whether a person looks after what others write. Administrators are not moderators by being so."""
    return _has_account(user) and user.is_moderator and not is_suspended(user)


def is_administrator(user: Someone) -> bool:
    """Say whether a person looks after the whole site."""
    return _has_account(user) and user.is_superuser and not is_suspended(user)


def is_on_staff(user: Someone) -> bool:
    """Say whether a person is a moderator or an administrator."""
    return _has_account(user) and _is_of_staff(user) and not is_suspended(user)


def is_lead_of(user: Someone, area: Area) -> bool:
    """Say whether a person leads a board, or the board that a sub-ICB location is part of."""
    return is_present(user) and user.leads(area)


def may_write(user: Someone) -> bool:
    """Say whether a person may write what others read: nobody silenced."""
    return _has_account(user) and not _kept_from(user)


def may_have_tokens(user: Someone) -> bool:
    """Say whether programs may act for a person: members. Who looks after others signs in in two steps, which no
    program does."""
    return is_member(user) and not _is_of_staff(user)


def may_claim_membership(user: Someone) -> bool:
    """Say whether a person may claim to belong to an area. Moderators serve all areas alike and claim none."""
    return may_write(user) and (user.is_superuser or not user.is_moderator)


def has_yet_to_claim(user: Someone) -> bool:
    """Say whether a person is still to say where they work. Administrators and moderators need not."""
    if not may_claim_membership(user) or user.is_superuser:
        return False
    return not user.claims.open().exists()


def may_decide_claim(user: Someone, claim: Claim) -> bool:
    """Say whether a person may approve or refuse a claim: a lead of its board or an administrator, never one's own."""
    return claim.user_id != user.pk and may_see_claims(user, claim.area)


def may_see_claims(user: Someone, area: Area) -> bool:
    """Say whether a person sees who claims to belong to an area: its board's leads, and administrators."""
    return may_write(user) and (user.is_superuser or user.leads(area))


def may_see_claim(user: Someone, claim: Claim) -> bool:
    """Say whether a person knows of a claim: whose it is, and who sees the claims to its area."""
    return claim.user_id == user.pk or may_see_claims(user, claim.area)


def may_decide_claims(user: Someone) -> bool:
    """Say whether a person decides claims at all: whoever leads a board, and administrators."""
    return may_write(user) and (user.is_superuser or user.is_lead)


def may_end_membership(user: Someone, claim: Claim) -> bool:
    """Say whether a person may end a membership: one's own, a lead of its board, or an administrator."""
    if claim.user_id == user.pk:
        return is_present(user)
    return may_see_claims(user, claim.area)


def may_appoint_lead(user: Someone) -> bool:
    """Say whether a person may make somebody a lead of a board, or end it."""
    return is_administrator(user)


def may_change_domains(user: Someone) -> bool:
    """Say whether a person may change which email domains may sign up."""
    return is_administrator(user)


def may_set_roles(user: Someone, person: User) -> bool:
    """Say whether a person may make somebody a moderator, or end it: administrators, of whoever else can sign in."""
    return is_administrator(user) and user.pk != person.pk and _has_account(person)


def may_restrict(user: Someone, person: User) -> bool:
    """Say whether a person may silence or suspend another: moderators those off the staff, administrators anybody.

    Nobody who cannot sign in anyway, and nobody themselves.
    """
    if user.pk == person.pk or not _has_account(person):
        return False
    is_staff = person.is_moderator or person.is_staff or person.is_superuser
    return is_administrator(user) or (is_moderator(user) and not is_staff)


def may_see_profile(user: Someone, person: User) -> bool:
    """Say whether a person may read another's profile: members, of those who are present; one's own always."""
    if user.pk == person.pk:
        return is_present(user)
    return is_member(user) and person.closed_at is None and is_verified(person)


@answers_for(Upload.Purpose.AVATAR)
def may_see_picture(user: Someone, upload: Upload) -> bool:
    """Say whether a person may see another's picture: whoever may read their profile."""
    picture = Picture.objects.select_related("user").filter(upload=upload).first()
    return picture is not None and may_see_profile(user, picture.user)


def _has_account(user: Someone) -> bool:
    return user.is_authenticated and user.is_active and user.closed_at is None


def _is_of_staff(user: User) -> bool:
    return user.is_moderator or user.is_superuser


def look_up_once(user: Someone) -> None:
    """Keep what a person is kept from, and where they belong, for all questions that one page asks about them."""
    if not user.is_authenticated or user.standing is not None:
        return
    user.standing = standing_of(user)
    user.kept_from = user.standing.kept_from


def _kept_from(user: Someone) -> set[str]:
    """Return the kinds of restriction that hold for a person now."""
    if not user.is_authenticated:
        return set()
    if hasattr(user, "kept_from"):
        return user.kept_from
    return set(Restriction.objects.in_force().filter(user=user).values_list("kind", flat=True))
