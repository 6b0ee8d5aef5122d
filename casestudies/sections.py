"""The pages on which a case study is written: the groups of questions, and what is chosen beside them.

`short` and `attempt` begin it: what did you do, for whom, what changed. Their questions stand again on their own pages,
where the rest is.
"""

from dataclasses import dataclass

from casestudies.questions import ATTEMPT_FORM, GROUPS, QUESTIONS, SHORT_FORM, Group, questions_of


@dataclass(frozen=True)
class Section:
    """A page: what stands above its questions, they, and what is chosen below them; each names fields of its form.

    `folded`: those of its fields that are not needed to begin with, behind one line at the end of the page.
    """

    slug: str
    title: str
    about: str
    above: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.above, *self.questions, *self.below)


# Of which several are chosen, by boxes to tick.
OF_SEVERAL = ("functions", "barriers")
# What is chosen beside the questions of a group.
_BESIDE = {
    "what": ("technologies", "started", "ended"),
    "results": ("design", "author_rating"),
    "lessons": ("barriers",),
}
_ABOUT = Section(
    "about",
    "In short",
    "What readers see first, and what they find it by.",
    ("title", "summary", "areas", "care_setting", "functions"),
)
_CONTACT = Section(
    "contact",
    "Contact",
    "Whom members may ask. Visitors who are not signed in do not see it.",
    ("contact_role", "contact_email"),
)
_FIRST = (
    Section(
        "short",
        "The short form",
        "Enough to begin with: what you did, for whom, and what changed. The rest can grow later.",
        ("summary",),
        SHORT_FORM,
        ("functions",),
    ),
    Section(
        "attempt",
        "What did not work",
        "Five minutes that save others months. Say what you tried, what you learned and what stood in the way.",
        ("summary",),
        ATTEMPT_FORM,
        ("barriers", "functions"),
        (*(slug for slug in ATTEMPT_FORM if not QUESTIONS[slug].attempt_needs), "functions"),
    ),
)


def _of_group(group: Group) -> Section:
    questions = tuple(question.slug for question in questions_of(group.slug))
    return Section(group.slug, group.title, group.about, (), questions, _BESIDE.get(group.slug, ()))


SECTIONS = (_ABOUT, *map(_of_group, GROUPS), _CONTACT)
FIRST = {section.slug: section for section in _FIRST}
ALL = {section.slug: section for section in (*SECTIONS, *_FIRST)}


def after(section: Section) -> Section | None:
    """Return the page that follows; None after the last, and after the pages that begin it."""
    if section not in SECTIONS:
        return None
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
