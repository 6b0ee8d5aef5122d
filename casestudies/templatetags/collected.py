"""In which collections a case study or a technology stands, for its page."""

from django import template
from django.template import Context
from django.urls import reverse

from casestudies.models import CaseStudy, Technology
from casestudies.queries.collections import holding

register = template.Library()
ADDING = {CaseStudy: "collection-add", Technology: "collection-add-technology"}


@register.inclusion_tag("casestudies/collections/standing.html", takes_context=True)
def collected(context: Context, thing: CaseStudy | Technology) -> dict:
    """Show the shared collections that something is in, and to whoever is signed in the way to add it to their own."""
    return {
        "collections": holding(thing),
        "add": reverse(ADDING[type(thing)], args=[thing.pk]),
        "may_add": context["request"].user.is_authenticated,
    }
