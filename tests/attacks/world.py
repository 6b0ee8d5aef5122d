"""A board whose people have things to protect, those who are after them, and what the database holds."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.leads import appoint_lead
from accounts.actions.membership import claim_membership, end_membership
from accounts.actions.pictures import set_picture
from accounts.actions.restricting import restrict
from accounts.actions.tokens import make_token
from accounts.models import Claim, EmailDomain, Restriction, User
from casestudies.actions.adoption.proposals import propose
from casestudies.actions.files import add_file
from casestudies.actions.versions import keep
from casestudies.actions.writing import keep_draft, save
from casestudies.models import SavedSearch
from forum.actions.attaching import attach
from forum.actions.discussions import edit_post
from forum.actions.moderation.appealing import appeal
from forum.actions.moderation.keys import appeal_address
from forum.actions.own_peers import keep_group
from forum.models import FigureWatch
from metrics.models import Area
from tests import factories
from tests.casestudies.lives import whole_case
from tests.forum.reviewed import SECRET as MARKER
from tests.forum.reviewed import hidden, opened, reported
from tests.published import MAY
from tests.safety.made_files import pdf, photo_of_leeds

PASSWORD = "walnut harbour pencil"
THEIRS, OURS = (
    "03R",
    "QKS",
)  # A location of West Yorkshire, and the board of those who are after what is there.
# What is written while one looks at pages: that a session is in use, that notices are read.
# What changes by being signed in alone, and what nobody writes but whoever loads a reference file.
WRITES = re.compile(
    r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|usersessions|accounts_notice)(\w+)"'
)
# What a reader has read is written down while they read.
NOT_LOOKED_AT = {"sessions.Session", "usersessions.UserSession", "forum.ReadUpTo"}
REFERENCE = {"metrics.Area", "metrics.Membership", "metrics.Succession", "metrics.Population"}


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def file(data: bytes | None = None, name: str = "Plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or pdf(MARKER.encode()))


def _in_a_space(made: SimpleNamespace) -> None:
    """Add a private space of people of Leeds, of whom nobody here is one, with a poll under a tag of its own."""
    made.space = factories.space("15F", name=f"{MARKER} space", slug="space-of-leeds")
    made.space_thread = factories.thread(
        factories.member("15F"), title=f"{MARKER} plans", text=MARKER, category=made.space, area=area(THEIRS)
    )
    factories.poll(made.space_thread, MARKER, "No")
    made.space_tag = factories.tagged(made.space_thread, f"{MARKER} tag")


def signed_in(user: User | None) -> Client:
    """Return a browser in which somebody has just signed in by their password; a visitor's for nobody."""
    client = Client()
    if user:
        user.set_password(PASSWORD)
        user.save()
        client.post("/accounts/sign-in/", {"login": user.email, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(user.pk)
        client.post("/accounts/confirm/", {"password": PASSWORD})
    return client


def world() -> SimpleNamespace:
    """Return things of every kind that belong to people of West Yorkshire; what is not for all holds MARKER."""
    victim = factories.trusted(factories.member(THEIRS, name="Vera Victim"))
    chair, judge, other_judge = (factories.moderator(name=f"Mo {name}") for name in ("A", "B", "C"))
    newcomer = factories.verified(name=f"{MARKER} Newcomer")
    lead = factories.member("QWO", name="Lee Lead")
    appoint_lead(user=lead, area=area("QWO"))
    made = SimpleNamespace(victim=victim, newcomer=newcomer, lead=lead, moderator=chair, judge=judge)
    made.browser = signed_in(victim)
    made.session = UserSession.objects.get(user=victim)
    made.claim = claim_membership(user=newcomer, area=area(THEIRS), note=MARKER)
    made.membership = victim.claims.get()
    made.token, _ = make_token(user=victim, name=MARKER, scopes=["read"], last_day=timezone.localdate())
    made.own_peers = keep_group(person=victim, name=MARKER, areas=[area("15F"), area("36J")])
    made.thread = factories.thread(victim, title="Theatre lists", text=f"First {MARKER}", area=area(THEIRS))
    made.post = made.thread.posts.get()
    edit_post(post=made.post, by=victim, text="First lists")
    made.post.refresh_from_db()
    made.file = attach(post=made.post, file=file(), by=victim).upload
    made.attachment = made.post.attachments.get()
    made.picture = set_picture(user=victim, file=file(photo_of_leeds(), "me.jpg"))
    for state in ("held", "hidden", "returned", "removed"):
        setattr(made, state, _kept_back(made, state))
    made.held_file = attach(post=made.held, file=file(), by=victim).upload
    made.held_attachment = made.held.attachments.get()
    made.held_thread = factories.thread(
        victim, title=f"{MARKER}?", text=MARKER, state="held", held_because="patient data"
    )
    made.held_item = opened(made.held_thread.posts.get(), "patient data")
    _in_a_space(made)
    made.item = reported(post=made.post)
    made.name_item = reported(person=newcomer)
    made.decision = hidden(by=judge, author=victim)
    made.other_decision = hidden(by=judge, author=victim)
    made.appeal = appeal(decision=hidden(by=judge, author=victim), by=victim, words=MARKER)
    made.restriction = restrict(
        user=factories.member(THEIRS), kind=Restriction.Kind.SILENCE, by=other_judge, reason=MARKER
    )
    made.passkey = Authenticator.objects.create(
        user=victim, type=Authenticator.Type.WEBAUTHN, data={"name": MARKER, "credential": {}}
    )
    made.codes = Authenticator.objects.create(
        user=victim, type=Authenticator.Type.RECOVERY_CODES, data={"migrated_codes": [MARKER]}
    )
    _practise(made)
    made.domain = EmailDomain.objects.order_by("pk").first()
    made.refresh = factories.refresh(reason=MARKER)
    made.key = appeal_address(made.other_decision).split("key=")[1]
    return made


def _practise(made: SimpleNamespace) -> None:
    """Put what the victim writes of practice into a world: a draft, what they published, what they propose."""
    made.draft = whole_case(made.victim, title=f"{MARKER} clinics", summary=MARKER)
    made.published = whole_case(made.victim, state="published", title="Clinics in a day")
    for case in (made.draft, made.published):
        keep(case=case, by=made.victim)
        save(case=case, by=made.victim, version=1, fields={"baseline": "58%"})
        keep_draft(case=case, by=made.victim, group="problem", version=2, typed={"problem": MARKER})
    made.draft_file = add_file(case=made.draft, file=file(), by=made.victim).upload
    made.proposed = factories.technology(
        "Attacked scope", state="proposed", summary=MARKER, proposed_by=made.victim
    )
    made.sent_in = whole_case(made.victim, state="submitted", title=f"{MARKER} lists")
    made.search = SavedSearch.objects.create(owner=made.victim, name=MARKER, query="kind=attempt")
    made.figure_watch = FigureWatch.objects.create(
        person=made.victim, what="here", area=area(THEIRS), measure="median-wait", value=12, checked_month=MAY
    )
    made.collection, made.shared = (
        factories.collection(made.victim, made.published, title=title, is_shared=is_shared)
        for title, is_shared in ((MARKER, False), ("Clinics", True))
    )
    made.record = factories.adoption(THEIRS, by=made.lead)
    made.hidden_record = factories.adoption(THEIRS, by=made.lead, state="hidden", scope=MARKER)
    made.proposal = propose(
        area=area(THEIRS),
        technology=factories.technology(),
        setting="",
        sent={"note": MARKER},
        by=made.victim,
    )


def _kept_back(made: SimpleNamespace, state: str):
    because = {"held_because": "patient data"} if state == "held" else {}
    return factories.post(made.thread, made.victim, text=f"{MARKER} {state}", state=state, **because)


@dataclass(frozen=True)
class Attacker:
    """Somebody after what is another's: who they are, and the browser that they have."""

    name: str
    user: User | None
    client: Client


def _member(code: str = OURS, **fields) -> User:
    return factories.trusted(factories.member(code, **fields))


def _leading() -> User:
    made = _member()
    appoint_lead(user=made, area=area(OURS))
    return made


def _kept_from(kind: Restriction.Kind) -> Callable[[User], None]:
    def act(user: User) -> None:
        restrict(user=user, kind=kind, by=factories.moderator(), reason="Rude")

    return act


def _gone(user: User) -> None:
    end_membership(claim=user.claims.get(state=Claim.State.APPROVED), by=user)


# Who they are when they sign in, and what became of them since: the browser is still the one that they signed in with.
ATTACKERS: dict[str, tuple[Callable[[], User | None], Callable[[User], object] | None]] = {
    "visitor": (lambda: None, None),
    "unverified": (factories.verified, lambda user: user.emailaddress_set.update(verified=False)),
    "no member yet": (factories.verified, None),
    "no member any more": (lambda: _member(THEIRS), _gone),
    "suspended": (lambda: _member(THEIRS), _kept_from(Restriction.Kind.SUSPENSION)),
    "former member": (lambda: _member(THEIRS), lambda user: close_account(user=user)),
    "member of the same area": (lambda: _member(THEIRS), None),
    "member elsewhere": (_member, None),
    "lead of another board": (_leading, None),
    "silenced": (lambda: _member(THEIRS), _kept_from(Restriction.Kind.SILENCE)),
    "moderator": (factories.moderator, None),
    "administrator": (factories.administrator, None),
}
OUTSIDERS = tuple(list(ATTACKERS)[:6])
INSIDERS = tuple(list(ATTACKERS)[6:10])
NOBODYS = ("visitor", "suspended", "former member")  # Their session has ended: they are asked to sign in.


def attacker(name: str) -> Attacker:
    begins, then = ATTACKERS[name]
    user = begins()
    client = signed_in(user)
    if then:
        then(user)
        user = User.objects.get(pk=user.pk)
    client.get("/notifications/")  # Looking is reading, which is written down once.
    return Attacker(name, user, client)


@contextmanager
def writing() -> Iterator[list[str]]:
    """Give the tables that are written to meanwhile: quicker than reading everything after each attack."""
    written: list[str] = []

    def note(execute, sql: str, params, many, context):
        if found := WRITES.match(sql):
            written.append(found.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def rows_of(model: type[Model]) -> list[str]:
    return sorted(map(repr, model._base_manager.values_list()))


def contents() -> dict[str, list[str]]:
    """Return every row of the database that matters, by table."""
    models = (model for model in apps.get_models() if model._meta.label not in NOT_LOOKED_AT | REFERENCE)
    return {model._meta.label: rows_of(model) for model in models}


def changed(before: dict[str, list[str]]) -> list[str]:
    """Return the tables that hold something else than before."""
    after = contents()
    return [table for table in after if after[table] != before[table]]
