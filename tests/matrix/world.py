"""One of each thing that an address may be about, made when it is first asked for."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.letters import stop_address
from accounts.models import Claim, EmailDomain, Picture, Token, User
from casestudies.actions.versions import keep
from casestudies.models import CaseFile, CaseStudy, Collection, Proposal, SavedSearch
from forum.actions.feeds import new_token
from forum.actions.moderation import content
from forum.actions.moderation.appealing import appeal
from forum.actions.moderation.erasing import propose
from forum.models import (
    Appeal,
    Attachment,
    Category,
    Draft,
    Erasure,
    Event,
    FigureWatch,
    Notification,
    OwnPeers,
    Post,
    ReviewEvent,
    ReviewItem,
    Revision,
    Thread,
    WatchedWord,
)
from metrics.models import Area, FigureSet, Refresh
from safety.actions.uploads import keep_upload
from safety.models import Upload
from tests import factories
from tests.casestudies.measuring import answered
from tests.forum.reviewed import WHY, opened, reported
from tests.matrix.people import AREA, BOARD, ROLES, made, signed_in
from tests.published import APRIL, MAY
from tests.safety.made_files import pdf, picture

# Few areas with the same figures: pages of figures are then pages, and quick ones.
AREAS_WITH_FIGURES = ("ENGLAND", BOARD, "QHM", AREA, "15F", "02T", "36J", "X2C4Y", "00L")


class World:
    """The people, and the things; what is somebody's own is made for each of them."""

    def __init__(self):
        figures = {"incomplete": 1000, "within_18": 600, "admitted": 200, "non_admitted": 300}
        for month in (APRIL, MAY):
            factories.figures(month, *({"area": code} | figures for code in AREAS_WITH_FIGURES))
        self.people = {role: made(role) for role in ROLES}
        self.sessions = {role: signed_in(one) for role, one in self.people.items() if one}
        # Everybody comes from an origin of their own, so that nobody waits for how often others asked.
        self.clients = {role: Client(REMOTE_ADDR=f"10.0.0.{place}") for place, role in enumerate(ROLES, 1)}
        self.author = factories.trusted(factories.member(AREA, name="Ann Author"))
        self.thread = factories.thread(self.author, area=Area.objects.get(code=AREA))
        self._things: dict[tuple[str, str], Any] = {}

    def thing(self, name: str, role: str) -> Any:
        """Return what the table calls `name`, as somebody of a role meets it: their own where it says so."""
        is_own = name.startswith("own ")
        key = name, role if is_own else ""
        if key not in self._things:
            owner = self.people[role] if is_own else self.author
            self._things[key] = THINGS[name.removeprefix("own ")](self, owner)
        return self._things[key]

    def forget(self) -> None:
        """Make each thing anew when it is next asked for."""
        self._things.clear()

    def post(self, owner: User, state: str = "published", because: str = "first posts") -> Post:
        """Return a post in the thread that has been edited once."""
        held_because = because if state == "held" else ""
        written = factories.post(self.thread, owner, state=state, held_because=held_because)
        _edited(written)
        return written

    def of_thread(self, owner: User, **fields) -> Thread:
        found = factories.thread(owner, area=self.thread.area, **fields)
        _edited(found.posts.get())
        return found

    def of_chart(self, owner: User, **fields) -> Thread:
        found = self.of_thread(owner, **fields)
        return factories.chart_kept(found).thread


def _edited(written: Post) -> None:
    for number, text in enumerate(["As it was first.", written.text], start=1):
        Revision.objects.create(
            post=written, number=number, text=text, title="", by=written.author, at=timezone.now()
        )


def _file(owner: User, purpose: str = Upload.Purpose.POST) -> Upload:
    if purpose == Upload.Purpose.AVATAR:
        return keep_upload(file=SimpleUploadedFile("me.png", picture()), purpose=purpose, owner=owner)
    return keep_upload(file=SimpleUploadedFile("Plan.pdf", pdf()), purpose=purpose, owner=owner)


def _space() -> Category:
    """Return a private space of West Yorkshire."""
    return factories.space(BOARD)


def _attached(written: Post) -> Upload:
    return Attachment.objects.create(post=written, upload=_file(written.author), number=1).upload


def _event(thread: Thread) -> Thread:
    Event.objects.create(thread=thread, starts_at=timezone.now(), ends_at=timezone.now())
    return thread


def _changed(case: CaseStudy) -> CaseStudy:
    """Return a case study with two versions."""
    keep(case=case, by=None)
    case.summary = "People are seen once."
    case.save()
    keep(case=case, by=None)
    return case


def _collection(owner: User, **fields) -> Collection:
    return factories.collection(owner, factories.case_study(state="published"), **fields)


def _file_of(case: CaseStudy) -> Upload:
    owner = case.authorships.get().person
    return CaseFile.objects.create(case=case, upload=_file(owner, Upload.Purpose.CASE_STUDY), number=1).upload


def _shown(owner: User) -> Upload:
    return Picture.objects.create(user=owner, upload=_file(owner, Upload.Purpose.AVATAR)).upload


def _decided(item: ReviewItem, by: User) -> ReviewEvent:
    return content.hide(item=item, by=by, version=item.version, why=WHY)


def _appealed(decision: ReviewEvent) -> ReviewItem:
    made_appeal: Appeal = appeal(decision=decision, by=decision.about, words="It is about theatres.")
    return ReviewItem.objects.get(pk=made_appeal.decision.item_id)


def _passed_on(item: ReviewItem, by: User) -> ReviewItem:
    item.is_for_administrators, item.passed_on_by = True, by
    item.save()
    return item


def _proposed(item: ReviewItem) -> Erasure:
    return propose(item=item, by=factories.moderator(), version=item.version, why=Erasure.Why.PATIENT)


def _claim(owner: User, code: str = "15F", **fields) -> Claim:
    return Claim.objects.create(user=owner, area=Area.objects.get(code=code), **fields)


def _membership(owner: User) -> Claim:
    held = owner.claims.holding().first()
    return held or _claim(owner, "36J", state=Claim.State.APPROVED, decided_at=timezone.now())


def _staff(role: str) -> User:
    return factories.moderator() if role == "moderator" else factories.administrator()


# What the table names, and how it is made: of the world, for its owner. “own …” is the same of the person who asks.
THINGS: dict[str, Callable[[World, User], Any]] = {
    "": lambda world, owner: None,
    # What is written.
    "thread": lambda world, owner: world.of_thread(owner),
    "locked thread": lambda world, owner: world.of_thread(owner, is_locked=True),
    **{
        f"{state} thread": lambda world, owner, state=state: world.of_thread(
            owner, state=state, held_because="first posts" if state == "held" else ""
        )
        for state in ("held", "hidden", "returned", "removed")
    },
    "thread with a chart": lambda world, owner: world.of_chart(owner),
    **{
        f"{state} thread with a chart": lambda world, owner, state=state: world.of_chart(
            owner, state=state, held_because="first posts" if state == "held" else ""
        )
        for state in ("held", "removed")
    },
    "thread in a private space": lambda world, owner: factories.thread(owner, category=_space()),
    "category": lambda world, owner: factories.category(),
    "private space": lambda world, owner: _space(),
    "tag": lambda world, owner: factories.tagged(world.of_thread(owner), "hubs"),
    "tag of a private space": lambda world, owner: factories.tagged(
        factories.thread(owner, category=_space()), "secret plans"
    ),
    "poll": lambda world, owner: factories.poll(world.of_thread(owner)).thread,
    "locked poll": lambda world, owner: factories.poll(world.of_thread(owner, is_locked=True)).thread,
    "held poll": lambda world, owner: (
        factories.poll(world.of_thread(owner, state="held", held_because="first posts")).thread
    ),
    "poll in a private space": lambda world, owner: (
        factories.poll(factories.thread(owner, category=_space())).thread
    ),
    "post": lambda world, owner: world.post(owner),
    **{
        f"{state} post": lambda world, owner, state=state: world.post(owner, state)
        for state in ("held", "hidden", "returned", "removed")
    },
    "answer": lambda world, owner: factories.post(world.of_thread(owner, kind="question")),
    "draft": lambda world, owner: Draft.objects.create(person=owner, text="Theatres began"),
    "post about no area": lambda world, owner: factories.thread(owner).posts.get(),
    # Case studies.
    "case study": lambda world, owner: factories.case_study(owner, state="published"),
    "retired case study": lambda world, owner: factories.case_study(
        owner, state="retired", retired_because="Replaced"
    ),
    "draft of a case study": lambda world, owner: factories.case_study(owner),
    **{
        f"{state} case study": lambda world, owner, state=state: factories.case_study(owner, state=state)
        for state in ("submitted", "returned", "hidden", "removed")
    },
    "outcome of a draft": lambda world, owner: factories.outcome(factories.case_study(owner)),
    "held draft of a case study": lambda world, owner: factories.case_study(
        owner, held_because="patient data"
    ),
    "changed case study": lambda world, owner: _changed(factories.case_study(owner, state="published")),
    "file of a case study": lambda world, owner: _file_of(factories.case_study(owner, state="published")),
    **{
        f"file of a {state} case study": lambda world, owner, state=state: _file_of(
            factories.case_study(owner, state=state)
        )
        for state in ("draft", "submitted", "hidden", "removed")
    },
    "saved search": lambda world, owner: SavedSearch.objects.create(
        owner=owner, name="Practice", query="kind=practice"
    ),
    "figure watch": lambda world, owner: FigureWatch.objects.create(
        person=owner, what="here", area=world.thread.area, measure="median-wait", value=12, checked_month=MAY
    ),
    # Collections.
    "shared collection": lambda world, owner: _collection(owner),
    "private collection": lambda world, owner: _collection(owner, is_shared=False),
    **{
        f"{state} collection": lambda world, owner, state=state: _collection(owner, state=state)
        for state in ("hidden", "removed")
    },
    "entry of a shared collection": lambda world, owner: _collection(owner).entries.get(),
    "entry of a private collection": lambda world, owner: _collection(owner, is_shared=False).entries.get(),
    # Technologies.
    "technology": lambda world, owner: factories.technology(),
    "technology with a record": lambda world, owner: factories.adoption(AREA).technology,
    **{
        f"{state} technology": lambda world, owner, state=state: factories.technology(
            state=state, proposed_by=owner
        )
        for state in ("proposed", "withdrawn")
    },
    # Adoption.
    "record of adoption": lambda world, owner: factories.adoption(AREA),
    **{
        f"{state} record of adoption": lambda world, owner, state=state: factories.adoption(AREA, state=state)
        for state in ("hidden", "removed")
    },
    "answer about a record of adoption": lambda world, owner: answered(factories.adoption(AREA)),
    "answer about a hidden record of adoption": lambda world, owner: answered(
        factories.adoption(AREA, state="hidden")
    ),
    "answer about a hidden case study": lambda world, owner: answered(
        factories.case_study(owner, state="hidden")
    ),
    "proposal of adoption": lambda world, owner: Proposal.objects.create(
        area=Area.objects.get(code=AREA), technology=factories.technology(), by=owner, fields={}
    ),
    # Files.
    "file of a post": lambda world, owner: _attached(world.post(owner)),
    **{
        f"file of a {state} post": lambda world, owner, state=state: _attached(world.post(owner, state))
        for state in ("held", "hidden", "removed")
    },
    "file that belongs to nothing": lambda world, owner: _file(owner),
    "picture": lambda world, owner: _shown(owner),
    "picture of somebody unverified": lambda world, owner: _shown(factories.person()),
    # What moderators look at.
    "reported post": lambda world, owner: reported(post=world.post(owner)),
    "reported thread": lambda world, owner: reported(thread=world.of_thread(owner)),
    "reported locked thread": lambda world, owner: reported(thread=world.of_thread(owner, is_locked=True)),
    "reported pinned thread": lambda world, owner: reported(
        thread=world.of_thread(owner, pinned_at=timezone.now())
    ),
    "reported slow thread": lambda world, owner: reported(thread=world.of_thread(owner, slow_minutes=30)),
    "reported name": lambda world, owner: reported(person=owner),
    "waiting post": lambda world, owner: opened(world.post(owner, "held")),
    "post that waits as patient data": lambda world, owner: opened(
        world.post(owner, "held", "patient data"), "patient data"
    ),
    "reported post of a moderator": lambda world, owner: reported(post=world.post(_staff("moderator"))),
    "decision": lambda world, owner: _decided(reported(post=world.post(owner)), factories.moderator()),
    "appeal": lambda world, owner: _appealed(
        _decided(reported(post=world.post(owner)), factories.moderator())
    ),
    "decision appealed": lambda world, owner: _appealed(
        _decided(reported(post=world.post(world.author)), owner)
    ),
    "post passed on": lambda world, owner: _passed_on(
        reported(post=world.post(owner)), factories.moderator()
    ),
    "passed on post": lambda world, owner: _passed_on(reported(post=world.post(world.author)), owner),
    "proposed erasure": lambda world, owner: _proposed(reported(post=world.post(owner))),
    "post to be erased": lambda world, owner: _proposed(reported(post=world.post(owner))).item,
    "watched word": lambda world, owner: WatchedWord.objects.create(words="snake oil"),
    # People.
    "claim": lambda world, owner: _claim(owner),
    "membership": lambda world, owner: _membership(owner),
    "token": lambda world, owner: Token.objects.create(
        user=owner, name="Report", digest=uuid4().hex, begins="exm_", scopes=["read"], last_day=MAY
    ),
    "account": lambda world, owner: owner,
    "account of a moderator": lambda world, owner: _staff("moderator"),
    "account of an administrator": lambda world, owner: _staff("administrator"),
    "unverified account": lambda world, owner: factories.person(),
    "closed account": lambda world, owner: factories.person(closed_at=timezone.now(), is_active=False),
    "email domain": lambda world, owner: EmailDomain.objects.create(domain="test.org", organisation="Test"),
    "notification": lambda world, owner: Notification.objects.create(
        person=owner, kind="mention", post=world.thread.posts.get(number=1)
    ),
    "group of areas": lambda world, owner: OwnPeers.objects.create(person=owner, name="Like ours"),
    "feed": lambda world, owner: {"token": new_token(person=owner), "slug": Category.objects.first().slug},
    "event": lambda world, owner: _event(world.of_thread(owner, kind="event")),
    "letter": lambda world, owner: {"signed": stop_address(owner, "daily").rstrip("/").rpartition("/")[2]},
    # Figures.
    "work": lambda world, owner: factories.refresh(state=Refresh.State.FAILED),
    "version": lambda world, owner: FigureSet.objects.filter(month=MAY).latest("pk"),
}
