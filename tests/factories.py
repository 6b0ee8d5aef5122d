"""Rows made for tests: the bare minimum, with what a test is about named where it is made."""

import hashlib
from datetime import date, timedelta
from itertools import count

import pandas as pd
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Claim, User
from casestudies.models import (
    Adoption,
    Authorship,
    CaseBarrier,
    CaseFunction,
    CaseStudy,
    Collection,
    Outcome,
    StageEvent,
    Technology,
)
from casestudies.models.vocabulary import Stage
from forum.models import Category, ChartKept, Poll, PollOption, Post, Tag, Thread
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.ingest.load import load_figures
from metrics.models import Area, FigureSet, Publication, PublishedMonth, Refresh, Release

MAY = date(2025, 5, 1)
_numbers = count(1)


def person(email: str = "", **fields) -> User:
    return User.objects.create_user(email or f"person{next(_numbers)}@example.nhs.uk", **fields)


def verified(email: str = "", **fields) -> User:
    """Return a person who has shown that their address is theirs, and can sign in."""
    made = person(email, **fields)
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


def member(code: str = "03R", **fields) -> User:
    """Return a verified person whose membership of an area was approved."""
    made = verified(**fields)
    approved = {"state": Claim.State.APPROVED, "decided_at": timezone.now()}
    Claim.objects.create(user=made, area=Area.objects.get(code=code), **approved)
    return made


def signed_in(user: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def moderator(**fields) -> User:
    return verified(is_moderator=True, **fields)


def thread(
    author: User | None = None, *, title: str = "Theatre start times", text: str = "We start late.", **fields
) -> Thread:
    """Return a thread with its first post, published unless `state` tells otherwise."""
    author = author or member()
    of_post = {name: fields.pop(name) for name in ("state", "held_because") if name in fields}
    made = Thread.objects.create(title=title, author=author, **fields)
    post(made, author, text=text, **of_post)
    return made


def post(thread: Thread, author: User | None = None, *, text: str = "So did we.", **fields) -> Post:
    """Return the next post of a thread, published unless `state` tells otherwise."""
    number = thread.posts.count() + 1
    made = Post.objects.create(
        **{"thread": thread, "author": author or member(), "number": number, "text": text} | fields
    )
    thread.count_posts()
    return made


def chart_kept(thread: Thread, **fields) -> ChartKept:
    """Return the chart from which a thread was started."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Lists grow</title></svg>'
    fields = {"finding": "Lists grow", "address": "/areas/QWO/", "svg": svg} | fields
    return ChartKept.objects.create(thread=thread, **fields)


def category(name: str = "", **fields) -> Category:
    name = name or f"Category {next(_numbers)}"
    return Category.objects.create(**{"name": name, "slug": slugify(name)} | fields)


def space(*codes: str, **fields) -> Category:
    """Return a private space of some areas."""
    made = category(group=Category.Group.SPACE, **fields)
    made.areas.set(Area.objects.filter(code__in=codes))
    return made


def tagged(thread: Thread, name: str) -> Tag:
    """Return a tag that a thread has from now on."""
    made, _ = Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    thread.tags.add(made)
    return made


def poll(thread: Thread, *options: str, **fields) -> Poll:
    """Return a poll in a thread: of “Yes” and “No” where no other options are told."""
    thread.kind = Thread.Kind.POLL
    thread.save()
    made = Poll.objects.create(thread=thread, **fields)
    for number, words in enumerate(options or ("Yes", "No"), 1):
        PollOption.objects.create(poll=made, number=number, words=words)
    return made


def trusted(author: User) -> User:
    """Let somebody have three approved posts already, of yesterday."""
    opened = thread(author, title="Approved before")
    for _ in range(2):
        post(opened, author, text="Approved before.")
    author.posts.update(created_at=timezone.now() - timedelta(days=1))
    return author


def administrator(**fields) -> User:
    return User.objects.create_superuser(f"administrator{next(_numbers)}@example.org", **fields)


def release(month: date = MAY, **fields) -> Release:
    number = next(_numbers)
    return Release.objects.create(
        **{
            "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
            "month": month,
            "address": f"https://www.england.nhs.uk/{number}/Full-CSV-data-file-{month:%b%y}.zip",
            "file_name": f"{month:%Y%m}28-RTT-{month:%B-%Y}-full-extract.csv",
            "size": 4_046_123,
            "rows": 183_418,
        }
        | fields
    )


def version(month: date = MAY, *, of: dict | None = None, **fields) -> FigureSet:
    """Return a version without figures, of a release with the fields `of`."""
    return FigureSet.objects.create(release=release(month, **(of or {})), month=month, **fields)


def published(month: date = MAY, *, by: User | None = None, reason: str = "", **fields) -> FigureSet:
    """Return a version that readers see."""
    made = version(month, **fields)
    PublishedMonth.objects.update_or_create(month=month, defaults={"figure_set": made})
    Publication.objects.create(month=month, figure_set=made, kind="published", by=by, reason=reason)
    return made


def refresh(**fields) -> Refresh:
    source = f"https://www.england.nhs.uk/{next(_numbers)}.zip"
    return Refresh.objects.create(**{"kind": Refresh.Kind.MONTH, "source": source} | fields)


def figures(month: date = MAY, *rows: dict, **fields) -> FigureSet:
    """Publish a month with these figures, over all treatment functions unless told; what a row leaves out is not known.

    `figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 61})`
    """
    made = published(month, **fields)
    every = [{"treatment_function": ALL_FUNCTIONS} | row for row in rows]
    table = pd.DataFrame(every, columns=["area", "treatment_function", *FIGURE_COLUMNS])
    table = table.astype(dict.fromkeys(FIGURE_COLUMNS, "float64"))
    load_figures(made, table, dict(Area.objects.values_list("code", "pk")))
    return made


def case_study(author: User | None = None, *, home: str = "03R", **fields) -> CaseStudy:
    """Return a case study with one author, a draft unless `state` tells otherwise.

    `areas`, `functions`, `technologies`, `barriers`: what it is about, by code or as rows.
    """
    author = author or member(home)
    chosen = {name: fields.pop(name, ()) for name in ("functions", "technologies", "barriers")}
    areas = fields.pop("areas", (home,))
    if fields.get("state") in CaseStudy.PUBLIC:
        fields.setdefault("published_at", timezone.now())
    made = CaseStudy.objects.create(
        **{
            "title": "Same-day clinics",
            "summary": "People are seen once, not three times.",
            "home": Area.objects.get(code=home),
        }
        | fields
    )
    Authorship.objects.create(case=made, person=author, is_owner=True)
    made.areas.set(Area.objects.filter(code__in=areas))
    made.technologies.set(chosen["technologies"])
    made.functions.bulk_create(
        CaseFunction(case=made, treatment_function=code) for code in chosen["functions"]
    )
    made.barriers.bulk_create(CaseBarrier(case=made, barrier=barrier) for barrier in chosen["barriers"])
    return made


def outcome(case: CaseStudy, **fields) -> Outcome:
    """Return a claim of a case study: that more people were seen within 18 weeks from May 2025 on."""
    usual = {
        "measure": "within-18-weeks",
        "area": case.home,
        "treatment_function": ALL_FUNCTIONS,
        "starts": MAY,
        "claim": "More people are seen within 18 weeks.",
    }
    return Outcome.objects.create(case=case, **usual | fields)


def technology(name: str = "", **fields) -> Technology:
    name = name or f"Portable scope {next(_numbers)}"
    usual = {"slug": slugify(name), "summary": "A scope to carry.", "kind": Technology.Kind.DEVICE}
    return Technology.objects.create(name=name, **usual | fields)


def collection(owner: User | None = None, *things: CaseStudy | Technology, **fields) -> Collection:
    """Return a collection of these things, shared unless `is_shared` tells otherwise."""
    usual = {"title": "Clinics that see people once", "is_shared": True}
    made = Collection.objects.create(owner=owner or member(), **usual | fields)
    for position, thing in enumerate(things, start=1):
        kind = "case" if isinstance(thing, CaseStudy) else "technology"
        made.entries.create(**{kind: thing}, position=position)
    return made


def adoption(
    area: str = "03R", *, of: Technology | None = None, by: User | None = None, **fields
) -> Adoption:
    """Return a record with its first stage: in use since May 2025 unless told."""
    fields = {"stage": Stage.ADOPTED, "since": MAY} | fields
    reasons = fields.pop("reasons", [])
    made = Adoption.objects.create(area=Area.objects.get(code=area), technology=of or technology(), **fields)
    StageEvent.objects.create(
        adoption=made, number=1, stage=made.stage, day=made.since, by=by, reasons=reasons
    )
    return made
