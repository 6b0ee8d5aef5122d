from django import template
from django.utils.safestring import SafeString

from forum.header import header_html

register = template.Library()


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """Return the head of a page, or the hole for it in a page that is kept. Visitors get no cookie for a form."""
    user = context.get("user")
    token = str(context.get("csrf_token", "")) if user is not None and user.is_authenticated else ""
    return context.get("kept_header") or header_html(context.get("request"), user, token)
