"""The words that moderators look at first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.forms.administration import Because
from accounts.views.doors import form_page
from forum.actions.watching import WordRefused, unwatch, watch
from forum.forms.moderation.watching import Watch
from forum.models import WatchedWord
from forum.views.moderation.doors import for_moderators


@form_page
@for_moderators
def watched_words(request: HttpRequest) -> HttpResponse:
    """Show which words are watched for; add one."""
    form = Watch(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = watch(by=request.user, words=form.cleaned_data["words"])
        except WordRefused as refused:
            form.add_error("words", str(refused))
        else:
            messages.success(request, f"New posts with “{made}” wait for a moderator from now on.")
            return redirect("watched-words")
    words = WatchedWord.objects.select_related("added_by")
    return render(request, "forum/moderation/words.html", {"links": _above(), "form": form, "words": words})


@form_page
@for_moderators
def unwatch_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a word is watched for no longer, and take it off the list."""
    word = get_object_or_404(WatchedWord, pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unwatch(word=word, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"“{word}” is watched for no longer.")
        return redirect("watched-words")
    links = [*_above(), ("Watched words", reverse("watched-words"))]
    return render(request, "forum/moderation/unwatch.html", {"links": links, "form": form, "word": word})


def _above() -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Moderation", reverse("moderation"))]
