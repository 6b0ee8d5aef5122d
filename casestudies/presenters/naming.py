"""What things are called where no tag stands beside them."""

from casestudies.models import CaseStudy, Technology


def named(row: CaseStudy | Technology) -> str:
    """Return the title of a case study or the name of a technology: what is made up says so."""
    return f"{row} (demonstration)" if row.is_demonstration else str(row)
