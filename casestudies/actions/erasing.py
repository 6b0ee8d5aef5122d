"""Erasing for good: no version, draft, comment, file or note keeps what a case study or an adoption record said.

Who may, and that two people decide it, is asked by whoever calls this, in one transaction.
"""

from datetime import datetime

from django.db.models import Q

from casestudies.models import Adoption, AskedChange, CaseStudy, Proposal
from safety.actions.uploads import remove_upload

OF_CASES = {
    "title": "",
    "summary": "",
    "answers": {},
    "contact_role": "",
    "contact_email": "",
    "retired_because": "",
    "held_because": "",
    "cleared": [],
    "is_reported": False,
}
NUMBERS = ("sites", "eligible", "reached", "planned_cost", "cost", "planned_for", "next_review")


def erase_case(case: CaseStudy, at: datetime) -> None:
    """Erase all that a case study says, and what was said of it. Hold its row from changing."""
    for file in case.files.select_related("upload"):
        file.delete()
        remove_upload(upload=file.upload)
    for rows in (case.drafts, case.comments, case.outcomes, case.functions, case.barriers, case.collected):
        rows.all().delete()
    case.areas.clear()
    case.technologies.clear()
    case.versions.all().erase(at)
    case.events.all().erase(at)
    for name, value in OF_CASES.items():
        setattr(case, name, value)
    case.state, case.changed_at = CaseStudy.State.ERASED, at
    case.save()


def erase_adoption(adoption: Adoption, at: datetime) -> None:
    """Erase all that an adoption record says but its area, its technology and its stages. Hold its row."""
    about = Q(area=adoption.area_id, technology=adoption.technology_id, setting=adoption.setting)
    AskedChange.objects.filter(Q(adoption=adoption) | Q(proposal__in=Proposal.objects.filter(about))).delete()
    Proposal.objects.filter(about).update(setting="", fields={}, reason="")
    adoption.ratings.all().delete()
    adoption.functions.all().delete()
    adoption.versions.all().erase(at)
    adoption.events.all().erase(at)
    for name in Adoption.WORDS:
        setattr(adoption, name, "")
    for name in NUMBERS:
        setattr(adoption, name, None)
    adoption.contact_email, adoption.source = "", None
    # One record an area, technology and setting: a new one may take its place.
    adoption.setting = f"Erased {adoption.pk}"
    adoption.state, adoption.changed_at = Adoption.State.ERASED, at
    adoption.save()
