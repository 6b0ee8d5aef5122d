"""Case studies, technologies, who adopts them, and what readers keep of them."""

from casestudies.models.adoption import (
    Adoption,
    AdoptionFunction,
    AdoptionVersion,
    Proposal,
    Rating,
    StageEvent,
)
from casestudies.models.asked import AskedChange
from casestudies.models.cases import (
    Authorship,
    CaseBarrier,
    CaseEvent,
    CaseFile,
    CaseFunction,
    CaseStudy,
    CaseVersion,
    Outcome,
)
from casestudies.models.collections import Collection, CollectionEntry
from casestudies.models.effects import EffectQuestion, EffectTogether, MeasuredEffect
from casestudies.models.marks import Mark, SavedSearch
from casestudies.models.technologies import (
    Alias,
    FundingYear,
    NiceGuidance,
    Technology,
    TechnologyFunction,
)
from casestudies.models.writing import Draft, FieldComment

__all__ = [
    "Adoption",
    "AdoptionFunction",
    "AdoptionVersion",
    "Alias",
    "AskedChange",
    "Authorship",
    "CaseBarrier",
    "CaseEvent",
    "CaseFile",
    "CaseFunction",
    "CaseStudy",
    "CaseVersion",
    "Collection",
    "CollectionEntry",
    "Draft",
    "EffectQuestion",
    "EffectTogether",
    "FieldComment",
    "FundingYear",
    "Mark",
    "MeasuredEffect",
    "NiceGuidance",
    "Outcome",
    "Proposal",
    "Rating",
    "SavedSearch",
    "StageEvent",
    "Technology",
    "TechnologyFunction",
]
