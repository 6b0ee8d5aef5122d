"""How a part of this site does, for administrators."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """What is said of it, and whether all is as it should be."""

    words: str
    is_well: bool
