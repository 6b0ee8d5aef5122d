"""How large the forum is that is measured, and what is written in it: invented, the same each time and for both."""

from collections.abc import Iterator

THREADS, PEOPLE, POSTS, LONG = 2000, 500, 100_000, 5000
POSTS_A_PAGE = 20
THREADS_A_PAGE = 25
# One that is neither long nor short, whose first page is full.
THREAD = 1000
WORD = "theatre"
SENTENCES = (
    "We moved the first case of the day to a list of its own, and the theatre starts on time since.",
    "Does anybody book from one list for all three hospitals? Ours are still apart.",
    "Validation every twelve weeks took one in nine people off the list, most had been treated elsewhere.",
    "The **booking team** calls two weeks before, and offers the place to somebody else where nobody answers.",
    "It cost us two months to agree on who is seen first, and it was worth each day of it.",
    "Have a look at [how it is measured](https://example.org/methods): the clock starts at the referral.",
    "Our surgeons asked for half-day lists; the nurses did not want them, so we tried both for a month.",
    "Figures from before March are not to be compared with those after, since the system was changed.",
    "What helped most was that the same *three people* looked at the list every Monday.",
    "Clinics that are not full are told to the practices nearby each morning at nine.",
)
LIST = "\n- ".join(
    ("What we would do again:", "start with one specialty", "count from day one", "tell patients")
)


def lengths() -> list[int]:
    """Return how many posts each thread has, the long one first."""
    whole, more = divmod(POSTS - LONG, THREADS - 1)
    return [LONG, *(whole + (number < more) for number in range(THREADS - 1))]


def title(thread: int) -> str:
    return f"Shorter waits for {WORD if thread % 50 == 0 else 'clinics'}: what worked, part {thread}"


def text(post: int) -> str:
    """Return one of fifty texts: three paragraphs, in every fifth a list."""
    said = [SENTENCES[(post * step + step) % len(SENTENCES)] for step in (1, 3, 7, 9)]
    paragraphs = [f"{said[0]} {said[1]}", said[2], *([LIST] if post % 5 == 0 else []), said[3]]
    return "\n\n".join(paragraphs)


def author(post: int) -> int:
    """Return which of the people wrote a post."""
    return post * 7919 % PEOPLE


def posts() -> Iterator[tuple[int, int, int]]:
    """Yield each post as the thread that it is in, its number there from 1, and its number of all from 0."""
    place = 0
    for thread, length in enumerate(lengths()):
        for number in range(1, length + 1):
            yield thread, number, place
            place += 1
