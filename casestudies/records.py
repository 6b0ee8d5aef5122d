"""What is only ever added to here, for the triggers that hold it: versions, what became of things, and stages."""

from safety.append_only import Record

CASE_VERSIONS = Record(
    "casestudies_caseversion",
    "case_versions",
    unique=(("id",), ("case_id", "number")),
    people=("by_id",),
    words=("content", "note"),
)
CASE_EVENTS = Record(
    "casestudies_caseevent", "case_events", unique=(("id",),), people=("by_id",), words=("words",)
)
STAGE_EVENTS = Record(
    "casestudies_stageevent",
    "stage_events",
    unique=(("id",), ("adoption_id", "number")),
    people=("by_id",),
    words=("note",),
)
ADOPTION_VERSIONS = Record(
    "casestudies_adoptionversion",
    "adoption_versions",
    unique=(("id",), ("adoption_id", "number")),
    people=("by_id",),
    words=("content",),
)
RECORDS = (CASE_VERSIONS, CASE_EVENTS, STAGE_EVENTS, ADOPTION_VERSIONS)
