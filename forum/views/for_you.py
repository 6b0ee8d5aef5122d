"""A member's own front page of the forum."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import has_yet_to_claim
from accounts.views.doors import for_signed_in
from forum.presenters.for_you import for_you
from forum.views.discussions import above


@require_safe
@for_signed_in
def for_you_page(request: HttpRequest) -> HttpResponse:
    """Show what concerns a person; who is no member yet is told how to become one."""
    if shown := for_you(request.user):
        return render(request, "forum/for_you.html", {"links": above(), "shown": shown})
    page = {"links": above(), "yet_to_claim": has_yet_to_claim(request.user)}
    return render(request, "forum/for_you_later.html", page)
