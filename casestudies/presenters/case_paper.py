"""A case study on two pages to print: what was done, what its authors claim, and what the figures show."""

from collections.abc import Iterator

from django.utils import timezone

from casestudies.models import CaseStudy
from casestudies.presenters.case_page import age_of, cited, facts_of
from casestudies.presenters.claims import Claim, claims_of
from casestudies.presenters.plain import excerpt, lines_of
from casestudies.queries.reading import About, about_of
from metrics.charts.numbers import month_name
from metrics.papers.paper import Block, Heading, Paper, Picture, Pictures, Sentences, narrow
from metrics.presenters.before_after import NOT_WHY
from metrics.presenters.sources import INVENTED, are_invented, source_of
from metrics.presenters.words import joined
from metrics.queries import figures_version, published_months

# What its first page has room for: questions with their headings, and letters of each answer and of each fact.
TOLD = (
    ("problem", "The problem", 380),
    ("done", "What was done", 560),
    ("for_whom", "For whom", 220),
    ("changed", "What changed, as its authors tell it", 320),
    ("hard", "What was hard", 220),
    ("resources", "What others need to copy it", 260),
    ("learned", "The most important lesson", 240),
)
MOST_OF_FACT, MOST_OF_CLAIM, MOST_OF_OTHER = 150, 160, 80
# And its second: claims with their charts, and what else could explain each.
CLAIMS_CHARTED, EXPLANATIONS, OTHERS = 2, 3, 3
DEMONSTRATION = "Demonstration: this case study is invented."


def case_paper(case: CaseStudy, address: str) -> Paper:
    """Return a case study as a paper of two pages. `address`: its permanent link, whole."""
    invented = are_invented()
    warnings = [DEMONSTRATION] * case.is_demonstration + [INVENTED] * invented
    months, about = published_months(), about_of(case)
    return Paper(
        title=case.title,
        subject=" · ".join(word for word in ("Case study", case.home.short_name, _kind(case)) if word),
        made=timezone.localdate(),
        version=str(figures_version()),
        address=address,
        blocks=[*_told(case, about), *_claimed(claims_of(case))],
        notes=[
            cited(case, about, address),
            *([] if invented or not months else [source_of(months[0], months[-1])]),
        ],
        warning=" ".join(warnings),
    )


def _kind(case: CaseStudy) -> str:
    if case.state == CaseStudy.State.RETIRED:
        return f"retired: {case.retired_because}"
    return "something that did not work" if case.kind == CaseStudy.Kind.ATTEMPT else ""


def _told(case: CaseStudy, about: About) -> Iterator[Block]:
    yield Sentences([case.summary, age_of(case, timezone.localdate())])
    facts = [
        (fact.name, fact.words or ", ".join(words for words, _ in fact.links))
        for fact in facts_of(case, about)
    ]
    yield Sentences([f"{name}: {excerpt(words, MOST_OF_FACT)}" for name, words in facts], has_bullets=True)
    for slug, heading, most in TOLD:
        if lines := lines_of(case.html.get(slug, "")):
            yield Heading(heading)
            yield Sentences([excerpt(" ".join(lines), most)])


def _claimed(claims: list[Claim]) -> Iterator[Block]:
    shown = [claim for claim in claims if claim.same_as is None][:CLAIMS_CHARTED]
    if not shown:
        return
    yield Heading("What its authors claim, and what the figures show", is_on_new_page=True)
    if pictures := [picture for claim in shown if (picture := _picture(claim))]:
        yield Pictures(pictures, columns=CLAIMS_CHARTED)
    for claim in shown:
        yield Heading(excerpt(claim.heading, MOST_OF_CLAIM))
        yield Sentences(_said(claim), has_bullets=True)
    if len(claims) > len(shown):
        more = joined([f"“{claim.heading}”" for claim in claims if claim not in shown])
        yield Sentences([excerpt(f"On its page too: {more}", 2 * MOST_OF_CLAIM)], is_small=True)


def _picture(claim: Claim) -> Picture | None:
    return narrow(claim.figures.figure) if claim.figures and claim.figures.figure else None


def _said(claim: Claim) -> list[str]:
    """Return what the figures show of a claim, and what else could explain it, as far as there is room."""
    figures = claim.figures
    if figures is None:
        return [f"Claimed: {claim.when}.", "This site no longer computes the measure that it is about."]
    moved = [sentence for sentence in figures.sentences if sentence != NOT_WHY]
    others = " ".join([*figures.explanations[:EXPLANATIONS], *_began_then(claim)])
    return [
        f"{figures.title}. Claimed: {claim.when[0].lower()}{claim.when[1:]}.",
        figures.answer,
        *moved,
        *([f"What else could explain it: {others} {NOT_WHY}"] if others and moved else []),
    ]


def _began_then(claim: Claim) -> list[str]:
    """Return what else began in the months compared, as far as there is room."""
    said = [
        f"{one.when_and_where}: {excerpt(one.began.what, MOST_OF_OTHER)} ({month_name(one.began.day)})."
        for one in claim.others[:OTHERS]
    ]
    more = len(claim.others) - len(said)
    return [*said, f"Its page names {more} more."] if more > 0 else said
