"""The questions that a case study answers, in groups of one page each.

They follow the reporting guidelines SQUIRE 2.0 (improvement work in health care, sections 3 to 18) and TIDieR (how an
intervention is described, items 1 to 12). Few are required: a short form is enough to begin with, the rest can grow.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question. `short`: it stands on the short form; `attempt`: on the form for what did not work.

    `is_required`: of a practice; `attempt_needs`: of what did not work, which asks for little.
    """

    slug: str
    group: str
    label: str
    help: str
    example: str
    is_required: bool = False
    short: bool = False
    attempt: bool = False
    attempt_needs: bool = False
    rows: int = 5


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    about: str


GROUPS = (
    Group("problem", "The problem", "What was wrong, where, and for whom."),
    Group("aim", "The aim", "What you wanted to be different, by when, and why you thought it would work."),
    Group(
        "context",
        "The setting",
        "What another area needs to know about yours to judge whether this would fit.",
    ),
    Group("what", "What you did", "Enough for somebody else to do the same."),
    Group("team", "People and leadership", "Who did it, who led it, who was asked."),
    Group("results", "What changed", "What you measured, what you found, and what you did not expect."),
    Group("cost", "Cost and funding", "What it took, what it saved, and who paid."),
    Group("copying", "Doing it elsewhere", "What others need to copy it."),
    Group("lessons", "Lessons", "What was hard, and what you would do differently."),
    Group("governance", "Interests and references", "Who paid, who gains, and what this rests on."),
)

_ALL = (
    Question(
        "problem",
        "problem",
        "What was the problem?",
        "Say who waited for what, how many, and why it mattered to them. One or two paragraphs.",
        "In 2023, 4,200 people waited for a first ear, nose and throat appointment. Most needed one look.",
        is_required=True,
        short=True,
        attempt=True,
    ),
    Question(
        "baseline",
        "problem",
        "How was it before you began?",
        "The figures that you looked at, and since when. This site fills in the published waiting times beside them.",
        "In the year before, 58% of people on the list had waited less than 18 weeks.",
        rows=3,
    ),
    Question(
        "known",
        "problem",
        "What was known already?",
        "What others had tried, and what the evidence said (SQUIRE 4).",
        "Two trusts nearby ran one-stop clinics; a review found that they save a visit for most people.",
        rows=3,
    ),
    Question(
        "aim",
        "aim",
        "What did you aim for, and by when?",
        "One sentence with a number and a date.",
        "See 80% of new patients in one visit by March 2025.",
        is_required=True,
        rows=2,
    ),
    Question(
        "why",
        "aim",
        "Why did you think that it would work?",
        "What leads from what you did to what changes (SQUIRE 5 and 6, TIDieR 2).",
        "A second visit was only for a test that can be done on the same day when a room and a nurse are free.",
        rows=3,
    ),
    Question(
        "population",
        "context",
        "Who lives and works there?",
        "Population, deprivation, distances, whatever makes your area unlike others. This site shows what it knows.",
        "A town and its villages, older than England, one hospital, two community clinics.",
        rows=3,
    ),
    Question(
        "readiness",
        "context",
        "What was in place already?",
        "Staff, rooms, systems, agreements (SQUIRE 7).",
        "Both hospitals used the same booking system; the practice nurses were trained.",
        rows=3,
    ),
    Question(
        "done",
        "what",
        "What did you do?",
        "Step by step: what was done, by whom, where, how often (TIDieR 3 to 8).",
        "We booked consultation, test and small procedure into one half day. A nurse calls each person a week before.",
        is_required=True,
        short=True,
        attempt=True,
        attempt_needs=True,
        rows=8,
    ),
    Question(
        "for_whom",
        "what",
        "For whom?",
        "Who took part, and who did not. How many people so far.",
        "Adults referred for a routine first appointment; 1,900 people in the first year. Not children.",
        short=True,
        rows=3,
    ),
    Question(
        "technology",
        "what",
        "What technology did you use, and how?",
        "Equipment, software, tests. Choose the technologies from the register too, so that others find this.",
        "A portable endoscope in each room; pictures go to the hospital record.",
        rows=3,
    ),
    Question(
        "tailoring",
        "what",
        "What did you change along the way?",
        "What was fitted to the place, and how you know that it was done as planned (TIDieR 9 to 12).",
        "After two months we moved the clinic to Saturdays in one town: weekday parking kept people away.",
        rows=3,
    ),
    Question(
        "timeline",
        "what",
        "When did what happen?",
        "A line a step, with its month.",
        "- January 2024: agreed\n- April 2024: first clinic\n- September 2024: both sites",
    ),
    Question(
        "cycles",
        "what",
        "What did you try, learn and change?",
        "A paragraph for each round of plan, do, study, act: what you tried, what it showed, what you decided.",
        "Round 1, April 2024: six people a session. All were done by noon. We went on with eight.",
        rows=4,
    ),
    Question(
        "people",
        "team",
        "Who did it?",
        "Roles rather than names, and how much of their time.",
        "A consultant (half a day a week), two specialist nurses, a booking clerk (two hours a day).",
        rows=3,
    ),
    Question(
        "leadership",
        "team",
        "Who led it, and what did leadership do?",
        "Who decided, who cleared the way, what they did when it got stuck.",
        "The clinical director and the practice manager met every Friday; the board's chief nurse sponsored it.",
        rows=3,
    ),
    Question(
        "public",
        "team",
        "How were patients and the public part of it?",
        "Who was asked, and what changed because of it.",
        "Eight people who had waited designed the letter with us.",
        rows=3,
    ),
    Question(
        "changed",
        "results",
        "What changed?",
        "What you measured, before and after. Add each measure as an outcome too: its figures stand beside it.",
        "The share of people seen in one visit rose from 12% to 76% within eight months.",
        is_required=True,
        short=True,
        attempt=True,
    ),
    Question(
        "unintended",
        "results",
        "What else changed that you did not intend?",
        "Better or worse: other queues, other staff, other patients (SQUIRE 13).",
        "Follow-up appointments fell; the test department was busier on Tuesdays.",
        rows=3,
    ),
    Question(
        "missing",
        "results",
        "What do you not know?",
        "What was not measured, who was lost to follow-up, what the figures leave out.",
        "We do not know how many people went private meanwhile.",
        rows=3,
    ),
    Question(
        "cost",
        "cost",
        "What did it cost, and who paid?",
        "Set-up and running costs with their year, and where the money came from.",
        "£42,000 for equipment in 2024, £8,000 a year to run, from the elective recovery fund.",
        rows=3,
    ),
    Question(
        "savings",
        "cost",
        "What did it save, and for whom?",
        "Time and money, over how long, and how you worked it out.",
        "About 900 outpatient visits a year; the hospital keeps the room time.",
        rows=3,
    ),
    Question(
        "resources",
        "copying",
        "What do others need to copy it?",
        "What is needed at the least, and what helps: people, process, tools.",
        "At least: one room, one nurse, a booking rule. It helps: a shared record.",
        rows=4,
    ),
    Question(
        "steps",
        "copying",
        "How long does it take, and in which steps?",
        "From the decision to the first patient, and to everyday use.",
        "Three months to the first clinic, a year to all sites.",
        rows=3,
    ),
    Question(
        "adaptable",
        "copying",
        "What must stay as it is, and what can be changed?",
        "The core without which it does not work, and the rest.",
        "Core: everything in one visit. Free: who calls, where, which day.",
        rows=3,
    ),
    Question(
        "risks",
        "copying",
        "What are the risks, and what helps against each?",
        "A line a risk with its answer.",
        "- Nurse away: two are trained\n- No-shows: a call a week before",
        rows=3,
    ),
    Question(
        "sustaining",
        "copying",
        "What keeps it going?",
        "Who owns it now, how it is paid for, how you notice when it slips.",
        "It is in the contract; the share of one-visit patients is on the monthly report.",
        rows=3,
    ),
    Question(
        "learned",
        "lessons",
        "What is the most important lesson?",
        "What you would tell a colleague in one minute.",
        "Start with the booking rule: everything else follows from it.",
        is_required=True,
        attempt=True,
        attempt_needs=True,
        rows=3,
    ),
    Question(
        "hard",
        "lessons",
        "What was hard?",
        "What stood in the way, and what got you past it.",
        "Two booking systems: we entered everything twice for three months.",
        attempt=True,
        rows=3,
    ),
    Question(
        "differently",
        "lessons",
        "What would you do differently?",
        "What did not work, and what you would leave out.",
        "We would have trained a second nurse before we began.",
        attempt=True,
        rows=3,
    ),
    Question(
        "interests",
        "governance",
        "Who has an interest in this?",
        "Money or help from suppliers, anyone who gains. Write “None” if there is nothing.",
        "None.",
        is_required=True,
        rows=2,
    ),
    Question(
        "approvals",
        "governance",
        "What approvals did you need?",
        "Ethics, information governance, clinical safety.",
        "A data protection impact assessment; no ethics approval was needed.",
        rows=2,
    ),
    Question(
        "limits",
        "governance",
        "What should readers be careful about?",
        "What limits what can be concluded; who benefits less (SQUIRE 16).",
        "One site, eight months, no comparison.",
        rows=3,
    ),
    Question(
        "references",
        "governance",
        "NICE guidance and references",
        "A line each, with its address.",
        "- NICE guideline NG98: https://www.nice.org.uk/guidance/ng98",
        rows=3,
    ),
)

QUESTIONS = {question.slug: question for question in _ALL}
SHORT_FORM = tuple(question.slug for question in _ALL if question.short)
# What it cannot do without comes first.
ATTEMPT_FORM = tuple(
    question.slug
    for question in sorted(_ALL, key=lambda question: not question.attempt_needs)
    if question.attempt
)


def questions_of(group: str) -> tuple[Question, ...]:
    """Return the questions of a group, in their order."""
    return tuple(question for question in _ALL if question.group == group)


def required_of(*, is_attempt: bool) -> tuple[Question, ...]:
    """Return what must be answered before it is sent in: little of an attempt, so that it takes five minutes."""
    return tuple(
        question for question in _ALL if (question.attempt_needs if is_attempt else question.is_required)
    )
