"""Fields that no page offers change nothing: every form is sent once as it is, and once with every column there is."""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Claim, User
from forum.models import Post, ReviewItem, Thread
from metrics.models import Area
from tests import factories
from tests.attacks.others_things import ACTS, DECISION, REASON, file, fixed
from tests.attacks.world import contents, signed_in, world
from tests.forum.reviewed import reported
from tests.test_routes import ROUTES, SAMPLES

pytestmark = pytest.mark.django_db
ROOMS = ("accounts", "forum", "safety", "account", "mfa", "usersessions")
NUMBER, WORD, DAY = 4242424, "put-there-by-force", "1999-12-31"
PREFIXES = ("", "set-", "look-", "link-", "form-0-")
OFFERED = re.compile(r'\bname="([^"]+)"')


def forced(field: models.Field) -> str:
    """Return what a column is sent: something that stands nowhere else."""
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return DAY
    if field.choices:
        return str(field.choices[1][0])
    is_number = field.is_relation or isinstance(field, models.IntegerField | models.AutoField)
    return str(NUMBER) if is_number else WORD


def columns() -> Iterator[models.Field]:
    for app in ROOMS:
        for model in apps.get_app_config(app).get_models():
            yield from model._meta.concrete_fields


EXTRA = {name: forced(field) for field in columns() for name in (field.name, field.attname)}
EXTRA |= {
    "state": "published",
    "is_superuser": "on",
    "pk": str(NUMBER),
    "id": str(NUMBER),
    "owner": str(NUMBER),
}


# Who sends a form that is carried out: its address and fields. What is not here is sent empty but for the columns.
Sent = tuple[str, Callable[[SimpleNamespace], list], Callable[[SimpleNamespace], dict]]


def sent(who: str, *args: str, **fields) -> Sent:
    return (
        who,
        lambda world: [getattr(world, each).pk if hasattr(world, each) else each for each in args],
        fixed(fields),
    )


FORMS: dict[str, Sent] = {
    "account_signup": sent("visitor", email="new@nhs.net", name="New", password1="kettle orchard violin"),
    "sign-in": sent("visitor", login="nobody@nhs.net", password="not this one"),
    "account_reset_password": sent("visitor", email="nobody@nhs.net"),
    "account_email": sent("member", email="other@nhs.net", action_add=""),
    "profile-about": sent("newcomer", name="Newcomer", job_role="Porter"),
    "profile-interests": sent("newcomer", functions=["C_110"]),
    "membership": sent("newcomer", area="QKS", note="I work there"),
    "membership-leave": sent("newcomer", "claim"),
    "delete-account": sent("newcomer", sure="on"),
    "start-thread": sent("member", title="Lists", text="Long", area="", key=uuid.UUID(int=1)),
    "reply": sent("member", "thread", text="So are ours", key=uuid.UUID(int=2)),
    "post-edit": sent("victim", "post", title="Theatre lists", text="Changed"),
    "post-revisions": sent("victim", "post", version="1"),
    "report-post": sent("member", "post", reason="spam", words="Look"),
    "report-thread": sent("member", "thread", reason="spam", words="Look"),
    "report-person": sent("member", "victim", reason="spam", words="Look"),
    "moderation-appeal": sent("victim", "decision", words="Not fair"),
    "moderation-claim": sent("moderator", "item"),
    "moderation-answer": (
        "moderator",
        lambda world: [world.appeal_item.pk],
        lambda world: {"version": world.appeal_item.version, "is_upheld": "no", "words": "It stands"},
    ),
    "claim": sent("lead", "claim", decision="refuse", reason="Unknown here"),
    "membership-end": sent("lead", "membership", reason="Left"),
    "person-roles": sent("administrator", "victim", **REASON),
    "person-restrictions": sent("moderator", "victim", kind="silence", days="7", **REASON),
    "email-domains": sent("administrator", domain="partner.example.org", organisation="Partner", **REASON),
    "email-domain-remove": sent("administrator", "domain", **REASON),
    "mfa_edit_webauthn": sent("newcomer", "passkey", name="Key"),
    "refresh": sent("administrator", "refresh", **REASON),
}
DECIDED = {act: DECISION | {"title": "T", "text": "T", "note": "N", "into": "1", "days": "7"} for act in ACTS}
# What a page that takes forms is called: all but those that only show something, which answer 405.
ACTED = [(name, "") for name, _ in ROUTES if name != "moderation-decide"] + [
    ("moderation-decide", act) for act in ACTS
]


@pytest.fixture
def things() -> SimpleNamespace:
    """The world, browsers of those who send forms, and a decoy for every number: rows that a column could point at."""
    made = world()
    made.appeal_item = ReviewItem.objects.get(pk=made.appeal.decision.item_id)
    made.refresh.state = "failed"
    made.refresh.save()
    made.spam = reported(post=factories.post(made.thread))
    area = Area.objects.create(pk=NUMBER, code="DECOY", kind="icb", name="Decoy", short_name="Decoy")
    decoy = User.objects.create(pk=NUMBER, email="decoy@example.org")
    opened = Thread.objects.create(pk=NUMBER, title="Decoy", author=decoy, area=area)
    Post.objects.create(pk=NUMBER, thread=opened, number=1, author=decoy, text="Decoy")
    Claim.objects.create(pk=NUMBER, user=decoy, area=area)
    EmailAddress.objects.create(pk=NUMBER, user=decoy, email=decoy.email)
    made.member, made.administrator = factories.member("QKS"), factories.administrator()
    people = (made.member, made.newcomer, made.lead, made.moderator, made.administrator)
    browsers = {user: signed_in(user) for user in people} | {made.victim: made.browser}
    made.cookies = {
        user: client.cookies[settings.SESSION_COOKIE_NAME].value for user, client in browsers.items()
    }
    Authenticator.objects.create(
        user=made.administrator, type=Authenticator.Type.TOTP, data={"secret": "none"}
    )
    # No device made it: pages that look into it are not for whoever has it.
    Authenticator.objects.filter(pk=made.passkey.pk).update(user=made.newcomer)
    return made


def browser(things: SimpleNamespace, who: str) -> Client:
    client = Client()
    if user := getattr(things, who, None):
        client.cookies[settings.SESSION_COOKIE_NAME] = things.cookies[user]
    return client


def kinds_of_rows() -> Counter:
    """Return how many rows there are of each table with which states and marks: whatever their numbers are."""
    found: Counter = Counter()
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and model.__name__ != "UserSession":
            marks = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.BooleanField) or field.choices
            ]
            rows = model._base_manager.values_list(*marks) if marks else model._base_manager.values_list("pk")
            found.update((model.__name__, row if marks else ()) for row in rows)
    return found


def traces() -> Counter:
    """Return how often what is only ever sent by force stands in the database."""
    text = repr(contents())
    return Counter({mark: text.count(mark) for mark in (str(NUMBER), WORD, "1999, 12, 31")})


def after(things: SimpleNamespace, name: str, act: str, *, extra: bool) -> tuple[int, Counter, Counter]:
    """Send a form, and take it back. Return the answer's status, the kinds of rows there then were, and traces."""
    who, args, fields = FORMS.get(name, ("victim", None, fixed({})))
    if act:
        who, address, form = "moderator", reverse(name, args=[things.spam.pk, act]), DECIDED[act]
    else:
        samples = {each: SAMPLES[each] for each in dict(ROUTES)[name]}
        address = reverse(name, args=args(things)) if args and samples else reverse(name, kwargs=samples)
        form = fields(things)
    client = browser(things, who)
    if extra:
        offered = {*OFFERED.findall(client.get(address).content.decode(errors="replace")), *form}
        more = {f"{prefix}{column}": value for column, value in EXTRA.items() for prefix in PREFIXES}
        form = {field: value for field, value in more.items() if field not in offered} | form
    cache.clear()  # What was just mailed or tried is no reason to do otherwise.
    with transaction.atomic():
        with_file = {"file": file(), "no_patients": "on"} if name == "post-files" else {}
        status = client.post(address, form | with_file).status_code
        found = status, kinds_of_rows(), traces()
        transaction.set_rollback(True)
    return found


def test_no_form_takes_a_column_that_its_page_does_not_offer(things: SimpleNamespace):
    before, failed = traces(), {}
    for name, act in ACTED:
        plain = after(things, name, act, extra=False)
        if plain[0] == 405:
            continue
        forced = after(things, name, act, extra=True)
        if (forced[0], forced[1]) != (plain[0], plain[1]) or forced[2] != before:
            failed[name, act] = (
                plain[0],
                forced[0],
                forced[1] - plain[1],
                plain[1] - forced[1],
                forced[2] - before,
            )

    assert failed == {}


def test_the_forms_are_carried_out_without_the_columns(things: SimpleNamespace):
    """Without it, a form that is refused would prove nothing."""
    before = kinds_of_rows()
    idle = {name for name in FORMS if after(things, name, "", extra=False)[1] == before}

    # These change texts and names alone, or nothing that a state would show.
    assert idle == {"sign-in", "profile-about", "mfa_edit_webauthn"}


def test_there_are_enough_of_both():
    assert len(FORMS) + len(ACTS) >= 40
    assert len(EXTRA) >= 90
