"""Whether words in the search box ask which areas do better, than whom and at what: “better than us at T&O”."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from metrics.presenters.called import Called, function_in, measure_in
from safety.search.words import LONGEST, TOO_COMMON, folded

BETTER = {"better", "beter", "bettr"}
WHO = {"who", "which", "any", "anyone", "anybody", "areas", "boards", "icbs", "peers", "neighbours", "others"}
DOES = {"do", "does", "doing", "is", "are", "perform", "performs", "performing"}
# What else may stand before “better” in such a question.
AROUND = {"find", "show", "me", "similar", "like", "that", "the", "all", "other", "us", "s"}
PEERS = {"peers", "areas", "boards", "icbs", "neighbours"}
OURS = {"us", "we", "me", "our", "ours", "ourselves", "my", "mine"}
OF_OURS = {"area", "board", "icb", "patch", "own", "are", "do", "does", "is"}
OF_AN_AREA = {"nhs", "area", "board", "icb"}
# Between whom and what; “on” is in names too, as in Stoke on Trent.
AT = {"at", "for", "in", "with"}
ON = {"on", "about"}
OF_CARE = {
    *("care", "clinic", "clinics", "department", "departments", "operation", "operations", "patients"),
    *("procedure", "procedures", "service", "services", "surgeries", "surgery", "treatment", "treatments"),
}


@dataclass(frozen=True)
class BetterAsked:
    """`whom`: the words for the area that others do better than, none for one's own. `unknown`: words that are neither
    whom nor what."""

    whom: tuple[str, ...]
    function: Called | None
    measure: Called | None
    unknown: tuple[str, ...]


def better_asked(typed: str) -> BetterAsked | None:
    """Return what was asked; None where it is not which areas do better."""
    words = folded(typed[:LONGEST]).split()
    place = next((number for number, word in enumerate(words) if word in BETTER), None)
    if place is None:
        return None
    before, after = words[:place], words[place + 1 :]
    function, after = function_in(after)
    if function is None:
        function, before = function_in(before)
    measure, after = measure_in(after)
    whom, rest = _parted(after)
    if not _is_question(before, after, whom):
        return None
    unknown = [word for word in rest if not _is_filling(word, function)]
    if unknown and not (whom or function or measure):
        return None
    return BetterAsked(
        () if _is_ours(whom) else tuple(one for one in whom if one not in OF_AN_AREA),
        function,
        measure,
        tuple(unknown),
    )


def _parted(after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words for whom others do better than, and those for what: “than Leeds”, “at theatre lists”."""
    if "than" not in after:
        return [], list(after)
    than = after.index("than")
    tail = after[than + 1 :]
    end = _end(tail, AT | ON)
    if not _is_ours(tail[:end]):
        end = _end(tail, AT)
    return _without_common_ends(tail[:end]), [*after[:than], *tail[end:]]


def _end(words: Sequence[str], ends: Collection[str]) -> int:
    return next((place for place, word in enumerate(words) if word in ends), len(words))


def _without_common_ends(words: Sequence[str]) -> list[str]:
    return [word for place, word in enumerate(words) if word in OURS or set(words[place:]) - TOO_COMMON]


def _is_question(before: Sequence[str], after: Sequence[str], whom: Sequence[str]) -> bool:
    """Tell “who does better”, “better than us” and “better peers” from what is better for patients."""
    if set(before) - WHO - DOES - AROUND or ("than" in after and not whom):
        return False
    who_does = bool(set(before) & WHO) and before[-1] in DOES
    return who_does or bool(whom) or bool(after and after[0] in PEERS)


def _is_filling(word: str, function: Called | None) -> bool:
    return word in TOO_COMMON or word in PEERS or (function is not None and word in OF_CARE)


def _is_ours(whom: Sequence[str]) -> bool:
    return bool(whom) and whom[0] in OURS and set(whom[1:]) <= OF_OURS
