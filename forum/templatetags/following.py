"""How closely the reader follows what a page is about, on that page."""

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString

from forum.presenters.following import follow_form, follow_html

register = template.Library()


@register.simple_tag(takes_context=True)
def following(context: template.Context, kind: str, thing: Model | str) -> SafeString | str:
    """Return the form in which a member chooses how closely to follow a thing: `{% following "area" area %}`."""
    request = context["request"]
    form = follow_form(request.user, kind, thing)
    return follow_html(request, form) if form else ""
