"""Case studies and records of adoption in every state that others must not see, each saying its own word."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from casestudies.actions import lives, marking
from casestudies.actions.adoption.proposals import propose
from casestudies.actions.files import add_file
from casestudies.actions.versions import keep
from casestudies.actions.writing import keep_draft
from casestudies.models import Adoption, CaseStudy, Collection, CollectionEntry, Proposal
from forum.actions.moderation import content, erasing
from forum.actions.moderation.deciding import Why
from forum.actions.reporting import report
from forum.models import Erasure, Reason, ReviewEvent, ReviewItem
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area
from tests.casestudies.adopting import lead, recorded, step
from tests.casestudies.lives import PATIENT
from tests.factories import administrator, case_study, member, moderator, outcome, technology
from tests.forum.reviewed import latest
from tests.published import APRIL
from tests.safety.made_files import picture
from tests.safety.test_uploads import sent
from tests.test_routes import ROUTES, SAMPLES

AREA, BOARD, MEASURE, SLUG = "03R", "QWO", "within-18-weeks", "carried-scope"
WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.")
CASES = {
    "draft": "Zebradraft",
    "held": "Zebraheld",
    "submitted": "Zebrasubmitted",
    "returned": "Zebrareturned",
    "hidden": "Zebrahidden",
    "removed": "Zebraremoved",
    "erased": "Zebraerased",
}
RECORDS = {"hidden": "Okapihidden", "removed": "Okapiremoved", "erased": "Okapierased"}
PROPOSED = "Okapiproposed"
TAKEN = {"hidden": content.hide, "removed": content.remove}
OF_COLLECTIONS = (
    *("collection", "collection-edit", "collection-contents", "collection-entry"),
    *("collection-delete", "collection-copy", "report-collection"),
)
# The same pages, asked for more.
ASKED = [
    f"/case-studies/?area={AREA}",
    f"/case-studies/?measure={MEASURE}&technology={SLUG}",
    "/case-studies/?q=wintergarden",
    f"/adoption/?area={AREA}&technology={SLUG}",
    f"/adoption/adoption.csv?area={AREA}",
    "/technologies/?stage=adopted",
    f"/areas/{AREA}/better-peers/?function={ALL_FUNCTIONS}",
    "/moderation/?kind=case_study",
    f"/api/v1/areas/{AREA}/?format=json",
]


class Practice:
    """What is written, at first as it is before moderators take some of it away."""

    def __init__(self):
        self.author, self.recorder = member(AREA, name="Ann Author"), lead(BOARD)
        self.staff, self.chief = moderator(), administrator()
        self.technology = technology("Carried scope", slug=SLUG)

    def write(self) -> None:
        self.cases = {state: self._case(state, word) for state, word in CASES.items()}
        self.records = {state: self._record(word) for state, word in RECORDS.items()}
        self.proposal = propose(
            area=Area.objects.get(code=AREA),
            technology=self.technology,
            setting=PROPOSED,
            sent={"scope": PROPOSED, "setting": PROPOSED},
            by=self.author,
        )
        self.items = []

    def _case(self, state: str, word: str) -> CaseStudy:
        made = case_study(
            self.author,
            title=f"{word} clinics",
            summary=f"{word} wintergarden",
            answers=dict.fromkeys(
                ["problem", "aim", "done", "changed", "learned", "interests"], f"**{word}** here."
            ),
            contact_role=word,
            contact_email=f"{word}@example.nhs.uk",
            started=APRIL,
            functions=["C_110"],
            technologies=[self.technology],
        )
        outcome(made, claim=f"{word} claims.", before=word, after=word, starts=APRIL)
        add_file(case=made, file=sent(picture(), f"{word}.png"), caption=word, by=self.author)
        keep(case=made, by=self.author, note=word)
        keep_draft(case=made, by=self.author, group="problem", version=made.version, typed={"problem": word})
        self._bring(CaseStudy.objects.get(pk=made.pk), state, word)
        return made

    def _bring(self, case: CaseStudy, state: str, word: str) -> None:
        """Bring a case study to its state; what is to be taken away is published first."""
        if state == "held":
            case.answers["done"] += PATIENT
            lives.hold_if_needed(case)
            case.save()
        if state in ("draft", "held"):
            return
        lives.submit(case=case, by=self.author)
        if state == "returned":
            lives.ask_for_changes(case=case, by=self.recorder, words=word, comments={"done": word})
        elif state != "submitted":
            lives.publish(case=case, by=self.recorder, words=word)

    def _record(self, word: str) -> Adoption:
        texts = dict.fromkeys([name for name in Adoption.WORDS if name != "links"], word)
        more = {
            "links": f"https://example.org/{word}",
            "contact_email": f"{word}@example.nhs.uk",
            "ratings": {"technology": ("complex", word)},
        }
        first = step("adopted", APRIL, note=word)
        return recorded(self.recorder, AREA, of=self.technology, first=first, **texts | more)

    def keep_of(self, reader: User) -> None:
        """Let somebody have marked and collected what is published: what they kept must not tell of it later."""
        collection = Collection.objects.create(owner=reader, title="Clinics", is_shared=True)
        for number, state in enumerate(RECORDS):
            marking.mark(case=self.cases[state], by=reader, kind="runs")
            CollectionEntry.objects.create(collection=collection, case=self.cases[state], position=number)

    def take_away(self) -> None:
        for state in RECORDS:
            self._take_away(state, case_study=self.cases[state])
            self._take_away(state, adoption=self.records[state])
        # A record that everybody reads follows what nobody does any more.
        other = recorded(self.recorder, "15F", of=self.technology, first=step("adopted", APRIL))
        Adoption.objects.filter(pk=other.pk).update(source=self.cases["hidden"])
        self.follower = other

    def _take_away(self, state: str, **target) -> None:
        item = report(by=member(), reason=Reason.SPAM, **target).item
        self.items.append(item)
        if state in TAKEN:
            TAKEN[state](**latest(item), by=self.staff, why=WHY)
            return
        proposal = erasing.propose(**latest(item), by=self.staff, why=Erasure.Why.LAW)
        erasing.approve(erasure=proposal, by=self.chief, version=latest(item)["version"])

    def addresses(self) -> Iterator[str]:
        """Yield every address of the site, of what is unseen wherever an address names something.

        Of charts as PNG no word could be read: the same charts as SVG say all that they do.
        """
        for route, parameters in ROUTES:
            if route.endswith("-png"):
                continue
            for known in self._named(route, parameters) or [{}]:
                words = SAMPLES | {"code": AREA} | known
                yield reverse(route, kwargs={each: words[each] for each in parameters})
        yield from ASKED

    def _named(self, route: str, parameters: tuple[str, ...]) -> list[dict]:
        if "pk" in parameters and ("case-study" in route or route in ("report-case-study", "collection-add")):
            return [{"pk": case.pk, "slug": "x"} | _outcome(case) for case in self.cases.values()]
        if route in OF_COLLECTIONS:
            held = CollectionEntry.objects.order_by("pk")
            return [{"pk": one.collection_id, "number": one.pk} for one in held]
        if route == "file":
            files = [case.files.select_related("upload").first() for case in self.cases.values()]
            return [{"key": one.upload.pk, "name": one.upload.name} for one in files if one]
        if route == "adoption-proposal":
            return [{"pk": pk} for pk in Proposal.objects.values_list("pk", flat=True)]
        if "pk" in parameters and "adoption" in route:
            return [{"pk": pk} for pk in Adoption.objects.order_by("pk").values_list("pk", flat=True)]
        if route.startswith("technology") and "slug" in parameters:
            return [{"slug": SLUG}]
        if route.startswith("moderation-") and "pk" in parameters:
            return self._of_moderation(route)
        return [{"pk": self.author.pk}] if route.startswith(("person", "report-person")) else []

    def _of_moderation(self, route: str) -> list[dict]:
        model = {"moderation-appeal": ReviewEvent, "moderation-erasure": Erasure}.get(route, ReviewItem)
        return [{"pk": pk} for pk in model.objects.order_by("pk").values_list("pk", flat=True)]


def _outcome(case: CaseStudy) -> dict:
    first = case.outcomes.first()
    return {"number": first.pk, "group": "problem"} if first else {"group": "problem"}
