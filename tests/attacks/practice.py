"""What is somebody's among case studies, technologies and adoption: every address of it, and what is sent there."""

from tests.attacks.cases import Case, fixed, of, pk, read_and_written
from tests.attacks.world import NOBODYS, file

MINE = "Mine now"
OUTCOME = {
    "claim": MINE,
    "measure": "within-18-weeks",
    "area": "03R",
    "treatment_function": "C_999",
    "starts": "April 2024",
    "role": "outcome",
    "was": "{}",
}
STEP = {"stage": "stopped", "day": "2025-05-01", "reasons": "staff", "version": "1"}


def writing(thing: str, by: tuple[str, ...]) -> list[Case]:
    """Return the cases of everything by which a case study is changed."""
    the, outcome = pk(thing), lambda world: getattr(world, thing).outcomes.get().pk
    sent = fixed({"version": "1", "problem": MINE, "title": MINE})
    return [
        *read_and_written(
            f"writing of a {thing}",
            of("case-study-write", the),
            by,
            *((way, fixed({way: "yes"})) for way in ("submit", "withdraw")),
        ),
        *read_and_written(
            f"page of a {thing}", of("case-study-section", the, fixed("problem")), by, ("save", sent)
        ),
        Case(f"draft on a {thing}", "POST", of("case-study-draft", the, fixed("problem")), by, sent),
        Case(
            f"end of a draft on a {thing}",
            "POST",
            of("case-study-draft", the, fixed("problem")),
            by,
            fixed({"discard": "yes"}),
        ),
        *read_and_written(
            f"outcomes of a {thing}", of("case-study-outcomes", the), by, ("add", fixed(OUTCOME))
        ),
        *read_and_written(
            f"outcome of a {thing}",
            of("case-study-outcome", the, outcome),
            by,
            ("change", fixed(OUTCOME)),
            ("remove", fixed({"remove": "yes"})),
        ),
        Case(f"preview of a {thing}", "GET", of("case-study-preview", the), by),
        *read_and_written(
            f"authors of a {thing}",
            of("case-study-authors", the),
            by,
            ("add", lambda world: {"add": "", "email": world.victim.email}),
            ("remove", lambda world: {"remove": world.victim.pk}),
            ("hand over", lambda world: {"owner": world.victim.pk}),
        ),
        *read_and_written(
            f"files of a {thing}",
            of("case-study-files", the),
            by,
            ("add", lambda _: {"file": file(), "no_patients": "on"}),
            ("remove", fixed({"remove": "1"})),
        ),
    ]


def deciding(thing: str, by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what becomes of a case study, and of how it was."""
    the = pk(thing)
    return [
        *read_and_written(
            f"review of a {thing}",
            of("case-study-review", the),
            by,
            ("publish", fixed({"decision": "publish", "version": "1", "rating": "strong"})),
            ("return", fixed({"decision": "return", "version": "1", "words": MINE})),
        ),
        *read_and_written(
            f"versions of a {thing}",
            of("case-study-history", the),
            by,
            ("restore", fixed({"version": "1", "read": "2"})),
        ),
        Case(f"compare of a {thing}", "GET", of("case-study-history", the, ask="?from=1&to=2"), by),
        *read_and_written(
            f"holding of a {thing}",
            of("case-study-confirm", the),
            by,
            ("confirm", fixed({"act": "confirm"})),
            ("retire", fixed({"act": "retire", "because": MINE})),
        ),
    ]


def unseen(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what is not even seen: a draft, its file, a proposal and a technology not yet listed."""
    where = {
        "case-study-number": of("case-study-number", pk("draft")),
        "case-study": of("case-study", pk("draft"), fixed("x")),
        "case-study-pdf": of("case-study-pdf", pk("draft")),
        "file of a draft": lambda world: world.draft_file.get_absolute_url(),
        "technology": of("technology", fixed("attacked-scope")),
    }
    return [
        *(Case(f"{what} unseen", method, where[what], by) for what in where for method in ("GET", "HEAD")),
        *read_and_written(
            "report of a draft",
            of("report-case-study", pk("draft")),
            by,
            ("report", fixed({"reason": "spam", "words": MINE})),
        ),
        *read_and_written(
            "proposal of adoption",
            of("adoption-proposal", pk("proposal")),
            by,
            *((way, fixed({"decision": way, "reason": MINE})) for way in ("accept", "refuse")),
        ),
        *register("attacked-scope", by),
    ]


def published(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what members do with what everybody reads; whoever is signed in may report it."""
    report = ("report", fixed({"reason": "spam", "words": "Look"}))
    return [
        *read_and_written(
            "report of a case study", of("report-case-study", pk("published")), NOBODYS, report
        ),
        *read_and_written("report of a record", of("report-adoption", pk("record")), NOBODYS, report),
        *(
            Case(f"{kind} a case study", "POST", of("case-study-mark", pk("published"), fixed(kind)), by)
            for kind in ("problem", "runs", "thanks")
        ),
        Case("copy of a collection", "POST", of("collection-copy", pk("shared")), by),
    ]


def hidden(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what is hidden, or nobody’s but its owner’s: marks, records, searches, collections."""
    record, search, found = pk("hidden_record"), pk("search"), pk("collection")
    entry = lambda world: world.collection.entries.get().pk  # noqa: E731
    report = ("report", fixed({"reason": "spam", "words": MINE}))
    change = ("change", fixed({"title": MINE, "about": MINE, "is_shared": "yes"}))
    return [
        *(
            Case(f"{kind} a draft", "POST", of("case-study-mark", pk("draft"), fixed(kind)), by)
            for kind in ("problem", "runs", "thanks")
        ),
        *(
            Case(f"{what} hidden", method, of(what, record), by)
            for what in ("adoption", "adoption-history")
            for method in ("GET", "HEAD")
        ),
        *read_and_written(
            "hidden record",
            of("adoption-edit", record),
            by,
            ("change", fixed({"version": "1", "scope": MINE})),
        ),
        *read_and_written(
            "stage of a hidden record", of("adoption-stage", record), by, ("stage", fixed(STEP))
        ),
        *read_and_written("report of a hidden record", of("report-adoption", record), by, report),
        *read_and_written("collection", of("collection-edit", found), by, change),
        *read_and_written(
            "contents of a collection",
            of("collection-contents", found),
            by,
            ("take out", lambda world: {"entry": entry(world), "act": "take-out"}),
        ),
        *read_and_written(
            "word on an entry", of("collection-entry", found, entry), by, ("change", fixed({"note": MINE}))
        ),
        *read_and_written("end of a collection", of("collection-delete", found), by, ("delete", fixed({}))),
        Case("private collection", "GET", of("collection", found), by),
        Case("copy of a private collection", "POST", of("collection-copy", found), by),
        Case("draft into a collection", "GET", of("collection-add", pk("draft")), by),
        Case(
            "draft into a collection",
            "POST",
            of("collection-add", pk("draft")),
            by,
            fixed({"into": "new", "title": MINE}),
        ),
        *read_and_written(
            "figures that another watches",
            of("figure-watch", pk("figure_watch")),
            by,
            ("pause", fixed({"do": "pause"})),
            ("deletion", fixed({"do": "delete"})),
            ("change", fixed({"what": "here", "value": "1", "function": "C_999"})),
        ),
        *read_and_written(
            "search of another",
            of("saved-search", search),
            by,
            *((act, fixed({"act": act})) for act in ("stop", "tell", "remove")),
            ("rename", fixed({"name": MINE})),
        ),
    ]


def register(slug: str, by: tuple[str, ...]) -> list[Case]:
    sent = {"name": MINE, "kind": "device", "summary": MINE}
    return [
        *read_and_written(f"entry {slug}", of("technology-edit", fixed(slug)), by, ("change", fixed(sent))),
        *read_and_written(
            f"state of {slug}",
            of("technology-decide", fixed(slug)),
            by,
            *((way, fixed({"decision": way, "reason": MINE})) for way in ("list", "withdraw")),
        ),
    ]


def records(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of another area's records of adoption."""
    the = pk("record")
    return [
        *read_and_written(
            "record", of("adoption-edit", the), by, ("change", fixed({"version": "1", "scope": MINE}))
        ),
        *read_and_written("stage of a record", of("adoption-stage", the), by, ("stage", fixed(STEP))),
        *read_and_written("grid of a board", of("adoption-grid", fixed("QWO")), by, ("fill in", fixed(STEP))),
    ]


def lists(by: tuple[str, ...]) -> list[Case]:
    """Return the cases of what lists, counts and copies them."""
    addresses = {
        "collections": of("collections", ask="?q=zebra"),
        "one's own collections": of("collections-mine"),
        "one's own searches": of("saved-searches"),
        "case studies": of("case-studies", ask="?q=zebra"),
        "one's own case studies": of("case-studies-mine"),
        "what waits for review": of("case-studies-to-review"),
        "technologies": of("technologies", ask="?q=scope&state=proposed"),
        "technologies as a file": of("technologies-csv"),
        "gaps of the area": of("area-gaps", fixed("03R")),
        "records": of("adoption-list", ask="?area=03R"),
        "records as a file": of("adoption-csv"),
        "proposals": of("adoption-proposals"),
    }
    seen = (200, 302, 400, 403, 404)
    return [Case(f"{what} (list)", "GET", address, by, answers=seen) for what, address in addresses.items()]


def cases(by: tuple[str, ...]) -> list[Case]:
    """Return every attack on what is another's here, by people who have no part in it."""
    return [
        *unseen(by),
        *writing("draft", by),
        *deciding("draft", by),
        *writing("published", by),
        *deciding("published", by),
        *writing("sent_in", by),
        *deciding("sent_in", by),
        *records(by),
        *hidden(by),
        *lists(by),
    ]
