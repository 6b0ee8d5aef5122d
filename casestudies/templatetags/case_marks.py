"""The marks at a case study, for its page."""

from django import template
from django.template import Context
from django.urls import reverse

from casestudies.models import CaseStudy
from casestudies.presenters.marks import marks_of

register = template.Library()


@register.inclusion_tag("casestudies/marks.html", takes_context=True)
def case_marks(context: Context, case: CaseStudy) -> dict:
    """Show how many have this problem, run this or say thanks, and in which collections it stands.

    With buttons to members who did not write it, and to whoever is signed in the way to add it to their own.
    """
    user = context["request"].user
    marks = marks_of(case, user)
    return {
        "case": case,
        "marks": marks,
        "collections": marks.collections,
        "add": reverse("collection-add", args=[case.pk]),
        "may_add": user.is_authenticated,
        "may_mark": case.is_read_by_member and not case.is_read_by_author,
        "csrf_token": context.get("csrf_token"),
    }
