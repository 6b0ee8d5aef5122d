"""What apps that stand above add to pages of this app and of those below."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Part = Callable[[HttpRequest, Any], str]
_PARTS: dict[str, list[Part]] = defaultdict(list)


def part_of(page: str) -> Callable[[Part], Part]:
    """Let a function add to a page what it returns, rendered, of the request and what the page is about.

    Use it in a module that its app's `ready` imports: `@part_of("case-study")`.
    """

    def take(part: Part) -> Part:
        _PARTS[page].append(part)
        return part

    return take


def rendered_parts(page: str, request: HttpRequest, about: Any) -> SafeString:
    """Return all that is added to a page, in the order in which it was registered."""
    return mark_safe("".join(part(request, about) for part in _PARTS[page]))
