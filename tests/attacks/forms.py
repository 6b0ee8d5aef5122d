"""Every form of the site, filled in so that it is carried out: who sends it, to which address, with what."""

import uuid
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Claim, User
from forum.models import Draft, Post, ReviewItem, Thread
from metrics.models import Area
from tests import factories
from tests.attacks.cases import Sent, fixed, sent
from tests.attacks.others_things import ACTS, DECISION, REASON
from tests.attacks.practice_forms import PRACTICE, a_file
from tests.attacks.world import THEIRS, signed_in, world
from tests.forum.reviewed import reported
from tests.test_routes import ROUTES, SAMPLES

# The number of every decoy: no other row has it.
NUMBER = 4242424
FORMS: dict[str, Sent] = {
    "account_signup": sent("visitor", email="new@nhs.net", name="New", password1="kettle orchard violin"),
    "sign-in": sent("visitor", login="nobody@nhs.net", password="not this one"),
    "account_reset_password": sent("visitor", email="nobody@nhs.net"),
    "account_email": sent("member", email="other@nhs.net", action_add=""),
    "profile-about": sent("newcomer", name="Newcomer", job_role="Porter"),
    "profile-interests": sent("newcomer", functions=["C_110"]),
    "membership": sent("newcomer", area="QKS", note="I work there"),
    "membership-leave": sent("newcomer", "claim"),
    "tokens": sent("member", name="Report", scopes=["read"], days="30"),
    "token-withdraw": sent("victim", "token"),
    "own-peers": sent("member", name="Like ours", peers="15F, 36J"),
    "forget-own-peers": sent("victim", "own_peers"),
    "delete-account": sent("newcomer", sure="on"),
    "ask-area": (
        "member",
        lambda _: [THEIRS],
        lambda _: {"title": "Lists", "text": "Long", "key": uuid.UUID(int=3)},
    ),
    "start-thread": sent("member", title="Lists", text="Long", area="", key=uuid.UUID(int=1)),
    "thread-details": sent("victim", "thread", tags="lists"),
    "poll": sent("member", "poll", options="1"),
    "category-new": sent("administrator", name="Beds", group="challenge", writers="readers", position="3"),
    "category-change": sent(
        "administrator",
        "space",
        name="Leeds",
        group="space",
        areas="15F",
        writers="readers",
        position="3",
        is_closed="on",
    ),
    "reply": sent("member", "thread", text="So are ours", key=uuid.UUID(int=2)),
    "thread-about": sent("victim", "thread", about_too="Urology"),
    "react": sent("member", "post", kind="thanks"),
    "accept-answer": sent("victim", "answer"),
    "thread-draft": sent("member", "thread", text="So are", keep="yes", to=""),
    "new-draft": sent(
        "member",
        text="Long",
        title="Lists",
        keep="yes",
        area="",
        measure="",
        function="",
        category="",
        tags="",
        about_too="",
        key="",
    ),
    "writing-preview": sent("member", text="So are", thread="", area=""),
    "delete-draft": sent("member", "begun"),
    "mark-read": sent("member", category="", everything_else="", until=""),
    "post-edit": sent("victim", "post", title="Theatre lists", text="Changed", version="2"),
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
    "post-files": ("victim", lambda world: [world.post.pk], a_file),
    **PRACTICE,
}
DECIDED = {
    act: DECISION | {"title": "T", "text": "T", "note": "N", "into": "1", "days": "7", "minutes": "5"}
    for act in ACTS
}
# What a page that takes forms is called: all but those that only show something, which answer 405.
ACTED = [(name, "") for name, _ in ROUTES if name != "moderation-decide"] + [
    ("moderation-decide", act) for act in ACTS
]


def senders() -> SimpleNamespace:
    """Return the world with browsers of those who send forms, and decoys that a column could point at."""
    made = world()
    made.appeal_item = ReviewItem.objects.get(pk=made.appeal.decision.item_id)
    factories.published()
    made.refresh.state = "failed"
    made.refresh.save()
    made.poll = factories.poll(factories.thread()).thread
    made.spam = reported(post=factories.post(made.thread))
    made.answer = factories.post(factories.thread(made.victim, kind="question"))
    area = Area.objects.create(pk=NUMBER, code="DECOY", kind="icb", name="Decoy", short_name="Decoy")
    decoy = User.objects.create(pk=NUMBER, email="decoy@example.org")
    opened = Thread.objects.create(pk=NUMBER, title="Decoy", author=decoy, area=area)
    Post.objects.create(pk=NUMBER, thread=opened, number=1, author=decoy, text="Decoy")
    Claim.objects.create(pk=NUMBER, user=decoy, area=area)
    EmailAddress.objects.create(pk=NUMBER, user=decoy, email=decoy.email)
    made.member, made.administrator = factories.member("QKS"), factories.administrator()
    made.colleague = factories.member(THEIRS)
    made.begun = Draft.objects.create(person=made.member, thread=made.answer.thread, text="So are")
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


def form_of(things: SimpleNamespace, name: str, act: str = "") -> tuple[Client, str, dict]:
    """Return the browser of who sends a form, its address and its fields."""
    if act:
        return browser(things, "moderator"), reverse(name, args=[things.spam.pk, act]), DECIDED[act]
    who, args, fields = FORMS.get(name, ("victim", None, fixed({})))
    samples = {each: SAMPLES[each] for each in dict(ROUTES)[name]}
    address = reverse(name, args=args(things)) if args and samples else reverse(name, kwargs=samples)
    return browser(things, who), address, fields(things)
