"""All that is kept about a person, gathered for that person alone.

Apps that stand above add their own part: `@part_of_export("discussions")` on a function of a person that returns what
JSON can hold, in a module that their app's `ready` imports. What a person's files belong to they say there too:
`@says_what_files_belong_to` on a function of a person that returns words for each, by the number of the upload.
"""

from collections.abc import Callable
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import Picture, User
from accounts.queries import chosen_notifications, interests_of
from safety.models import AuditEntry

Part = Callable[[User], object]
PARTS: dict[str, Part] = {}
Belonging = Callable[[User], dict[UUID, str]]
BELONGING: list[Belonging] = []
TO_NOTHING = "nothing: it is deleted a day after it was uploaded"


def part_of_export(name: str) -> Callable[[Part], Part]:
    """Add a function's answer to what people may download about themselves, under a name."""

    def add(part: Part) -> Part:
        PARTS[name] = part
        return part

    return add


def says_what_files_belong_to(belonging: Belonging) -> Belonging:
    """Let a function say what those files of a person belong to that hang on things of its app."""
    BELONGING.append(belonging)
    return belonging


def all_about(user: User) -> dict[str, object]:
    """Return everything kept about a person, by part: what they gave, and what the site noted."""
    return {"made_at": timezone.now(), **{name: part(user) for name, part in PARTS.items()}}


@part_of_export("account")
def account(user: User) -> dict:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.job_role,
        "joined_at": user.date_joined,
        "last_signed_in_at": user.last_login,
        "is_moderator": user.is_moderator,
        "is_administrator": user.is_superuser,
    }


@part_of_export("signing_in")
def signing_in(user: User) -> dict:
    """Return how a person signs in and from where; never what would let somebody else do so."""
    addresses = EmailAddress.objects.filter(user=user)
    steps = Authenticator.objects.filter(user=user)
    work = SocialAccount.objects.filter(user=user)
    sessions = UserSession.objects.filter(user=user)
    return {
        "addresses": list(addresses.values("email", "verified", "primary")),
        "second_steps": list(steps.values("type", "created_at", "last_used_at")),
        "work_accounts": list(work.values("provider", "uid", "date_joined", "extra_data")),
        "sessions": list(sessions.values("ip", "user_agent", "created_at", "last_seen_at")),
    }


@part_of_export("tokens")
def tokens(user: User) -> list[dict]:
    """Return a person's tokens for the API; their secrets are kept nowhere."""
    fields = ("name", "scopes", "made_at", "last_day", "last_used", "withdrawn_at")
    return list(user.tokens.values(*fields))


@part_of_export("memberships")
def memberships(user: User) -> list[dict]:
    fields = ("area__code", "area__name", "state", "note", "claimed_at", "decided_at", "ended_at", "reason")
    return list(user.claims.values(*fields))


@part_of_export("leads")
def leads(user: User) -> list[dict]:
    return list(user.led.values("area__code", "area__name", "appointed_at", "ended_at"))


@part_of_export("interests")
def interests(user: User) -> list[str]:
    return interests_of(user)


@part_of_export("notifications")
def notifications(user: User) -> dict:
    return {about.label: often.label for about, often in chosen_notifications(user).items()}


@part_of_export("notices")
def notices(user: User) -> list[dict]:
    return list(user.notices.values("subject", "text", "at", "read_at"))


@part_of_export("letters")
def letters(user: User) -> list[dict]:
    """Return which emails were sent to a person lately, and what became of them; their words are not kept."""
    return list(user.letters.order_by("pk").values("kind", "subject", "queued_at", "state", "ended_at"))


@part_of_export("restrictions")
def restrictions(user: User) -> list[dict]:
    """Return what the person was told of each silence and suspension; the moderators' private note is not theirs."""
    return list(user.restrictions.values("kind", "starts", "until", "reason", "lifted_at"))


@part_of_export("files")
def files(user: User) -> list[dict]:
    """Return which files a person uploaded and what each belongs to, the newest first."""
    belong = {key: words for belonging in BELONGING for key, words in belonging(user).items()}
    columns = ("id", "name", "purpose", "size", "state", "refused_because", "created_at")
    rows = user.uploads.order_by("-created_at", "pk").values(*columns)
    return [row | {"belongs_to": belong.get(row["id"], TO_NOTHING)} for row in rows]


@says_what_files_belong_to
def own_picture(user: User) -> dict[UUID, str]:
    shown = Picture.objects.filter(user=user).values_list("upload_id", flat=True)
    return dict.fromkeys(shown, "you: it is your picture")


@part_of_export("acts")
def acts(user: User) -> list[dict]:
    """Return what the audit log says that the person did. Reasons they gave may name others: those stay out."""
    return list(AuditEntry.objects.filter(by=user.pk).order_by("number").values("at", "act", "about", "area"))
