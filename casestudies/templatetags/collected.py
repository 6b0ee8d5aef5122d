"""In which collections a technology stands, for its page."""

from django import template
from django.template import Context
from django.urls import reverse

from casestudies.models import Technology
from casestudies.queries.collections import holding

register = template.Library()


@register.inclusion_tag("casestudies/collections/standing.html", takes_context=True)
def collected(context: Context, technology: Technology) -> dict:
    """Show the shared collections that it is in, and to whoever is signed in the way to add it to their own."""
    return {
        "collections": [(one.title, one.get_absolute_url()) for one in holding(technology)],
        "add": reverse("collection-add-technology", args=[technology.pk]),
        "may_add": context["request"].user.is_authenticated,
    }
