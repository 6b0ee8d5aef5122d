"""The fixed words of case studies, technologies and adoption: what can be chosen, searched by and compared."""

from django.db.models import TextChoices


class CareSetting(TextChoices):
    PRIMARY = "primary", "Primary care"
    COMMUNITY = "community", "Community services"
    OUTPATIENTS = "outpatients", "Outpatients"
    THEATRES = "theatres", "Theatres and wards"
    DIAGNOSTICS = "diagnostics", "Diagnostic services"
    EMERGENCY = "emergency", "Urgent and emergency care"
    HOME = "home", "Patients' homes"
    SYSTEM = "system", "Across the whole system"


class Design(TextChoices):
    """How what changed was evaluated."""

    RANDOMISED = "randomised", "Randomised comparison"
    COMPARED = "compared", "Comparison that was not randomised"
    BEFORE_AFTER = "before after", "Before and after, nothing to compare with"
    PUBLISHED = "published", "Published by others"
    UNPUBLISHED = "unpublished", "Not published, not evaluated"


class Strength(TextChoices):
    STRONG = "strong", "Strong"
    MODERATE = "moderate", "Moderate"
    SUGGESTIVE = "suggestive", "Suggestive"
    NOT_RATED = "not rated", "Not rated"


class Barrier(TextChoices):
    """What stood in the way: of a case study's work, and why a technology was stopped or declined."""

    LEADERSHIP = "leadership", "Leadership or ownership"
    CENTRAL = "central", "A national or regional decision"
    APPROVALS = "approvals", "Approvals or governance"
    RESOURCES = "resources", "Money or equipment"
    STAFF = "staff", "Staff: too few, or not trained"
    EVIDENCE = "evidence", "Evidence was not convincing"
    BENEFIT = "benefit", "The benefit was not seen"
    SUPPLIER = "supplier", "The supplier or the product"
    OTHER = "other", "Something else"


class Stage(TextChoices):
    """How far an area is with a technology. The last three stand beside the way, not on it."""

    CONSIDERING = "considering", "Considering"
    PLANNED = "planned", "Planned"
    PILOTING = "piloting", "Piloting"
    ADOPTED = "adopted", "Adopted"
    SCALED = "scaled", "Scaled"
    SUSTAINED = "sustained", "Sustained"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"
    DECLINED = "declined", "Declined"


IN_USE = (Stage.PILOTING, Stage.ADOPTED, Stage.SCALED, Stage.SUSTAINED)
# Stages that say why.
ENDED = (Stage.STOPPED, Stage.DECLINED)


class Domain(TextChoices):
    """The seven domains of the NASSS framework: where adopting a technology gets hard."""

    CONDITION = "condition", "The condition or illness"
    TECHNOLOGY = "technology", "The technology"
    VALUE = "value", "Its value to patients, staff and suppliers"
    ADOPTERS = "adopters", "The people who use it: staff, patients, carers"
    ORGANISATION = "organisation", "The organisation"
    SYSTEM = "system", "The wider system: policy, regulation, professions"
    TIME = "time", "Adapting over time"


class Complexity(TextChoices):
    SIMPLE = "simple", "Simple"
    COMPLICATED = "complicated", "Complicated"
    COMPLEX = "complex", "Complex"


class EvidenceLevel(TextChoices):
    """What is known of a technology, as its own register entry says it."""

    NICE = "nice", "Reviewed by NICE"
    TRIALS = "trials", "Controlled trials"
    REAL_WORLD = "real world", "Real-world evaluations"
    EARLY = "early", "Early experience"
    NONE = "none", "Nothing published that we know of"
