"""What apps that stand above add to a page, where its template says so."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from casestudies.page_parts import rendered_parts

register = template.Library()


@register.simple_tag(takes_context=True)
def page_parts(context: Context, page: str, about: Any) -> SafeString:
    return rendered_parts(page, context["request"], about)
