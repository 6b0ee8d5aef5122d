"""The NHS number of the tests, and whether a text gives it away."""

import re

NUMBER = "943 476 5919"
_BETWEEN = r"(?:\W|%20){0,3}"
_TWO_GROUPS = re.compile(rf"943{_BETWEEN}476|476{_BETWEEN}5919")


def gives_away(text: str) -> bool:
    """Whether two neighbouring groups stand in `text`: one alone may be part of a token or of a time."""
    return bool(_TWO_GROUPS.search(text))
