"""Every address and field that names something of somebody's: what attackers put into it, and who they are."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace

from django.urls import reverse

from tests.attacks import practice
from tests.attacks.cases import Case, fixed, of, own, pk, read_and_written
from tests.attacks.world import INSIDERS, OUTSIDERS, file

REASON = {"reason": "Because I can"}
DECISION = {"reason": "spam", "words": "Because I can", "private_note": "", "version": 1}
SOME = ("keep", "hide", "edit", "merge", "suspend")
REST = (
    *("return", "remove", "ignore", "lock", "unlock", "move", "split", "warn", "silence"),
    *("duplicate", "pin", "unpin", "slow", "unslow"),
)
ACTS = SOME + REST


def a_post(**fields) -> Callable[[SimpleNamespace], dict]:
    return lambda _: {"title": "Mine now", "text": "Mine now", "key": uuid.uuid4()} | fields


def a_posts_pages(thing: str, by: tuple[str, ...]) -> list[Case]:
    """Return the cases of everything that there is of one post."""
    the = pk(thing)
    named = lambda world: {"remove": world.held_attachment.pk}  # noqa: E731
    published = lambda world: {"remove": world.attachment.pk}  # noqa: E731
    return [
        *read_and_written(
            f"edit of a {thing} post",
            of("post-edit", the),
            by,
            ("change", a_post()),
            ("preview", a_post(preview="")),
            ("confirmed", a_post(confirmed="on")),
        ),
        *read_and_written(
            f"files of a {thing} post",
            of("post-files", the),
            by,
            ("upload", lambda _: {"file": file(), "no_patients": "on"}),
            ("removal", published),
            ("removal of a held one", named),
        ),
        *read_and_written(
            f"history of a {thing} post",
            of("post-revisions", the),
            by,
            ("restore", lambda _: {"version": 1, "note": "Mine now"}),
        ),
        Case(f"compare of a {thing} post", "GET", of("post-revisions", the, ask="?from=1&to=2"), by),
        Case(
            f"compare backwards of a {thing} post", "GET", of("post-revisions", the, ask="?from=2&to=1"), by
        ),
    ]


def unseen(thing: str, by: tuple[str, ...]) -> list[Case]:
    """Return the cases of a post that is not even seen: also where it stands, and reporting it."""
    where = of("post", pk("thread"), lambda world: getattr(world, thing).number)
    report = ("report", lambda _: {"reason": "spam", "words": "Mine"})
    return [
        *a_posts_pages(thing, by),
        Case(f"place of a {thing} post", "GET", where, by),
        Case(f"place of a {thing} post", "HEAD", where, by),
        Case(f"thanks for a {thing} post", "POST", of("react", pk(thing)), by, fixed({"kind": "thanks"})),
        Case(f"who thanked for a {thing} post", "GET", of("reactions", pk(thing)), by),
        Case(f"accepting a {thing} post", "POST", of("accept-answer", pk(thing)), by, fixed({})),
        *read_and_written(f"report of a {thing} post", of("report-post", pk(thing)), by, report),
    ]


def unseen_thread(thing: str, by: tuple[str, ...]) -> list[Case]:
    the, first = pk(thing), lambda world: getattr(world, thing).posts.get(number=1).pk
    report = ("report", lambda _: {"reason": "patient", "words": "Mine"})
    answers = (
        ("answer", a_post()),
        ("preview", a_post(preview="")),
        ("answer with files", a_post(**{"add-files": ""})),
    )
    return [
        Case(f"{thing}", "GET", of("thread", the, fixed("x")), by),
        Case(f"{thing}, second page", "GET", of("thread", the, fixed("x"), ask="?page=2"), by),
        Case(f"{thing}, its chart", "GET", of("thread-chart-svg", the), by),
        Case(f"{thing}, its chart as a picture", "GET", of("thread-chart-png", the), by),
        Case(f"{thing}, first post", "GET", of("post", the, fixed(1)), by),
        *read_and_written(f"answer to a {thing}", of("reply", the), by, *answers),
        Case(f"quoting a {thing}", "GET", of("reply", the, ask="?to=1&quote=yes"), by),
        Case(f"draft in a {thing}", "POST", of("thread-draft", the), by, fixed({"text": "x"})),
        *read_and_written(f"report of a {thing}", of("report-thread", the), by, report),
        Case(f"edit of the first post of a {thing}", "POST", of("post-edit", first), by, a_post()),
        Case(f"history of the first post of a {thing}", "GET", of("post-revisions", first), by),
    ]


def private_space(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what is in a private space of others: its threads, its tags, its poll, and starting more."""
    change = ("change", lambda _: {"tags": "mine", "category": "theatres"})
    start = lambda world: a_post(category=world.space.slug, tags="mine")(world)  # noqa: E731
    seen = (200, 302, 400, 403, 404)
    return [
        *unseen_thread("space_thread", by),
        *read_and_written("details", of("thread-details", pk("space_thread")), by, change),
        *read_and_written("poll", of("poll", pk("space_thread")), by, ("choice", fixed({"options": "1"}))),
        Case("private space", "GET", of("category", lambda world: world.space.slug), by),
        Case("tag of a private space", "GET", of("tag", lambda world: world.space_tag.slug), by),
        Case("tags", "GET", of("tags"), by, answers=seen),
        Case("threads without a category", "GET", of("category", fixed("everything-else")), by, answers=seen),
        Case(
            "filter by a private space", "GET", of("forum", ask="?category=space-of-leeds"), by, answers=seen
        ),
        Case("filter by its tag", "GET", of("forum", ask="?tag=zebra-crossings-tag"), by, answers=seen),
        Case("thread in a private space", "POST", of("start-thread"), by, start, answers=(200, 403)),
    ]


def files(by: tuple[str, ...], *things: str) -> list[Case]:
    def address(thing: str) -> Callable[[SimpleNamespace], str]:
        return lambda world: getattr(world, thing).get_absolute_url()

    return [
        Case(f"download of a {thing}", method, address(thing), by)
        for thing in things
        for method in ("GET", "HEAD")
    ]


def memberships(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of who belongs to another board, and leads it."""
    decide = [(way, lambda _, way=way: REASON | {"decision": way}) for way in ("approve", "refuse")]
    appoint = [
        (way, lambda world, way=way: {"person": world.victim.pk, "change": way}) for way in ("appoint", "end")
    ]
    return [
        *read_and_written("claim", of("claim", pk("claim")), by, *decide),
        *read_and_written(
            "end of a membership", of("membership-end", pk("membership")), by, ("end", fixed(REASON))
        ),
        *read_and_written(
            "leaving for another", of("membership-leave", pk("membership")), by, ("leave", fixed({}))
        ),
        *read_and_written(
            "taking back another's claim", of("membership-leave", pk("claim")), by, ("leave", fixed({}))
        ),
        Case("withdrawing another's token", "POST", of("token-withdraw", pk("token")), by),
        Case("removing another's group", "POST", of("forget-own-peers", pk("own_peers")), by),
        Case("people of a board", "GET", of("area-people", fixed("QWO")), by),
        Case("people of a board, second page", "GET", of("area-people", fixed("QWO"), ask="?page=2"), by),
        *(
            Case(f"lead of a board: {way}", "POST", of("area-lead", fixed("QWO")), by, sent)
            for way, sent in appoint
        ),
    ]


def restrictions(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of keeping another from writing or signing in, and of what a moderator noted of it."""
    restrict = [
        (kind, lambda _, kind=kind: REASON | {"kind": kind, "days": "7"})
        for kind in ("silence", "suspension")
    ]
    lift = (
        "lift",
        lambda world: {"lift": world.restriction.pk, f"lift-{world.restriction.pk}-reason": "Mine"},
    )
    address = lambda world: reverse("person-restrictions", args=[world.restriction.user_id])  # noqa: E731
    return read_and_written("restrictions of a person", address, by, *restrict, lift)


def for_administrators(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what nobody but administrators do."""
    return [
        *read_and_written(
            "roles of a person", of("person-roles", pk("victim")), by, ("moderator", fixed(REASON))
        ),
        *read_and_written(
            "own roles", lambda world: reverse("person-roles", args=[world.own]), by, ("up", fixed(REASON))
        ),
        *(
            Case(f"categories ({name})", "GET", of(name, *which), by)
            for name, which in (("categories", ()), ("category-new", ()), ("category-change", (pk("space"),)))
        ),
        Case("areas of a space", "POST", of("category-change", pk("space")), by, fixed({"areas": "QKS"})),
        *read_and_written(
            "email domain", of("email-domain-remove", pk("domain")), by, ("remove", fixed(REASON))
        ),
        *read_and_written("work on figures", of("refresh", pk("refresh")), by, ("again", fixed(REASON))),
        Case("state of work on figures", "GET", of("refresh-state", pk("refresh")), by),
        Case("audit log as a file", "GET", of("audit-csv", ask="?about=post"), by),
        Case("audit log as a file by person", "GET", of("audit-csv", ask="?person=1"), by),
        *(
            Case(f"repair of a {table}", "GET", of(f"admin:{table}_change", pk(thing)), by)
            for table, thing in (("accounts_user", "victim"), ("accounts_emaildomain", "domain"))
        ),
    ]


def moderation(by: tuple[str, ...], *items: str) -> list[Case]:
    cases = []
    for item in items:
        the = pk(item)
        cases += [
            Case(f"review ({item})", method, of("moderation-item", the), by) for method in ("GET", "HEAD")
        ]
        cases += [
            Case(f"{way} a review ({item})", "POST", of("moderation-claim", the), by, fixed({way: ""}))
            for way in ("claim", "give-back")
        ]
        cases += to_decide(by, item, SOME)
    return cases


def to_decide(by: tuple[str, ...], item: str, acts: tuple[str, ...]) -> list[Case]:
    more = {"title": "Mine", "text": "Mine", "note": "Mine", "into": 1, "days": "7", "minutes": "5"}
    return [
        case
        for act in acts
        for case in read_and_written(
            f"{act} ({item})",
            of("moderation-decide", pk(item), fixed(act)),
            by,
            ("decide", fixed(DECISION | more)),
        )
    ]


def own_review(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of a review of one's own: moderators see that there is one, and decide nothing about it."""
    the = pk("own_item")
    fields = fixed(
        DECISION | {"title": "Mine", "text": "Mine", "note": "Mine", "into": 1, "days": "7", "minutes": "5"}
    )
    decided = [
        Case(f"{act} (own)", "POST", of("moderation-decide", the, fixed(act)), by, fields) for act in ACTS
    ]
    return [*decided, Case("claim (own)", "POST", of("moderation-claim", the), by, answers=(403, 409))]


ANSWER = {"version": 1, "is_upheld": "yes", "words": "Because I can"}


def decisions(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of decisions about another, with a key to another decision and without."""
    the = pk("decision")
    words = ("appeal", fixed({"words": "Not fair"}))
    another = lambda world: reverse("moderation-appeal", args=[world.decision.pk]) + f"?key={world.key}"  # noqa: E731
    made_up = of("moderation-appeal", the, ask="?key=1:1:1")
    return [
        *read_and_written("appeal for another", of("moderation-appeal", the), by, words),
        *read_and_written("appeal with the key to another decision", another, by, words),
        *read_and_written("appeal with a made up key", made_up, by, words),
    ]


def signing_in(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of how another signs in: what is not one's own is answered as if it were not there."""
    nothing = (200, 302, 403, 404)
    email = lambda way: lambda world: {way: "", "email": world.victim.email}  # noqa: E731
    return [
        *read_and_written(
            "name of a passkey", of("mfa_edit_webauthn", pk("passkey")), by, ("name", fixed({"name": "Mine"}))
        ),
        *read_and_written(
            "removal of a passkey", of("mfa_remove_webauthn", pk("passkey")), by, ("remove", fixed({}))
        ),
        *read_and_written(
            "removal of codes", of("mfa_remove_webauthn", pk("codes")), by, ("remove", fixed({}))
        ),
        Case(
            "end of another's session",
            "POST",
            of("usersessions_list"),
            by,
            lambda world: {"session": world.session.pk},
            nothing,
        ),
        *(
            Case(f"another's address: {way}", "POST", of("account_email"), by, email(way), nothing)
            for way in ("action_primary", "action_remove", "action_send")
        ),
    ]


def by_ones_own_page(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of another's number in a form of one's own thing."""
    mine = lambda name: lambda world: reverse(name, args=[world.own_post])  # noqa: E731
    done = (200, 302)
    return [
        Case(f"removal of a {thing} by one's own post", "POST", mine("post-files"), by, which, done)
        for thing, which in (
            ("file", lambda world: {"remove": world.attachment.pk}),
            ("held file", lambda world: {"remove": world.held_attachment.pk}),
        )
    ] + [
        Case(
            f"version {number} of another by one's own post",
            "POST",
            mine("post-revisions"),
            by,
            fixed(sent),
            (200,),
        )
        for number, sent in ((n, {"version": n, "post": 1}) for n in (1, 2))
    ]


def lists(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of secondary views: whatever lists, searches, chooses, counts or copies."""
    seen = (200, 302, 400, 403, 404)
    addresses = {
        "home page": of("home"),
        "page of the area": of("area", fixed("03R")),
        "page of the board": of("area", fixed("QWO")),
        "list of threads": of("forum"),
        "list of threads of the area": of("forum", ask="?area=03R"),
        "list of threads, far page": of("forum", ask="?page=2"),
        "thread with posts kept back": lambda world: world.thread.get_absolute_url(),
        "decisions about one's own work": of("moderation-mine"),
        "form of a thread with everything asked": of("start-thread", ask="?area=03R&text=x&title=x&post=1"),
        "profile of the author": of("person", pk("victim")),
        "one's own profile": of("profile"),
        "one's own membership": of("membership"),
        "what one was told": of("notifications"),
        "one's own passkeys": of("mfa_list_webauthn"),
        "list of people": of("people", ask="?q=zebra"),
        "list of claims": of("claims"),
        "queue": of("moderation", ask="?show=decided"),
        "audit log": of("audit-log", ask="?person=zebra"),
        "chooser of areas": of("area-names"),
        "API of areas": of("api-areas", ask="?q=zebra&format=json"),
        "search": of("areas", ask="?q=zebra"),
        "work on figures": of("data"),
    }
    return [Case(f"{what} (list)", "GET", address, by, answers=seen) for what, address in addresses.items()]


STAFF = ("moderator", "administrator")
NOT_MODERATORS = OUTSIDERS + INSIDERS
PUBLISHED = (
    unseen_thread("thread", OUTSIDERS) + unseen("post", OUTSIDERS) + files(OUTSIDERS, "file", "picture")
)
FOUND = [
    Case(f"{name} (found)", "GET", of(name, ask="?q=zebra"), OUTSIDERS, answers=(200, 302, 403))
    for name in ("search", "search-suggestions")
]
KEPT_BACK = [case for state in ("held", "hidden", "returned", "removed") for case in unseen(state, INSIDERS)]
PROFILES = [
    Case("profile", "GET", of("person", pk("victim")), OUTSIDERS),
    Case("profile", "HEAD", of("person", pk("victim")), OUTSIDERS),
    *read_and_written(
        "report of a name",
        of("report-person", pk("victim")),
        OUTSIDERS,
        ("report", fixed({"reason": "spam", "words": "Mine"})),
    ),
]
CASES: list[Case] = [
    *PUBLISHED,
    *FOUND,
    *PROFILES,
    *KEPT_BACK,
    *private_space(NOT_MODERATORS),
    *unseen_thread("held_thread", INSIDERS),
    *a_posts_pages("post", INSIDERS),
    *files(INSIDERS, "held_file"),
    *memberships((*NOT_MODERATORS, "moderator")),
    *restrictions(NOT_MODERATORS),
    *for_administrators((*NOT_MODERATORS, "moderator")),
    *moderation(NOT_MODERATORS, "item", "held_item", "name_item"),
    *to_decide(("member elsewhere",), "item", REST),
    *decisions((*NOT_MODERATORS, "moderator")),
    *signing_in((*NOT_MODERATORS, *STAFF)),
    *by_ones_own_page(("member elsewhere", "lead of another board")),
    *lists(NOT_MODERATORS),
    *practice.cases(NOT_MODERATORS),
    *practice.published(OUTSIDERS),
    # What moderators and administrators decide about everybody, but never about their own.
    *own_review(STAFF),
    *read_and_written(
        "answer to an appeal against oneself",
        of("moderation-answer", pk("own_appeal")),
        STAFF,
        ("answer", fixed(ANSWER)),
    ),
    *read_and_written(
        "own restrictions",
        own("person-restrictions"),
        STAFF,
        ("silence", fixed(REASON | {"kind": "silence", "days": "1"})),
    ),
    *read_and_written(
        "own roles",
        own("person-roles"),
        ("administrator",),
        ("moderator", fixed(REASON)),
    ),
    # What others wrote is edited from the queue, where it is explained: never by its author's own pages.
    *(case for case in a_posts_pages("post", STAFF) if "edit" in case.what or "files" in case.what),
]
