"""How to write in the forum, and which keys there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.views.discussions import above

MARKS = [
    ("**bold**, *italics*", "bold, italics"),
    ("- first\n- second", "A list"),
    ("> words", "A quotation"),
    ("[words](https://address)", "A link"),
    ("`code`", "Code, exactly as you type it"),
    ("| Month | Waits |\n|---|--:|\n| May | 12 |", "A table. The colon lines figures up on the right"),
    ("As we saw.[^1]\n\n[^1]: In May.", "A footnote at the end of the post"),
    (
        "![What it shows](file:1)",
        "The first picture that you add to your post, with words for people who cannot see it",
    ),
    ("@Jane-Smith:7", "A person’s name. The number says who it is, so keep it"),
    ("@QWO", "An area’s name, from its code"),
    ("QWO/within-18-weeks", "An area’s newest figure on the day that your post is read"),
    ("#within-18-weeks", "The newest figure of the area that the thread is about, or of England"),
    ("\\@QWO", "@QWO, as you typed it"),
]
KEYS = [
    ("j", "The next post"),
    ("k", "The post before"),
    ("r", "Reply to the post"),
    ("q", "Quote the post"),
    ("/", "Go to the search box at the top of the page"),
    ("?", "This page"),
]


@require_safe
def writing_help(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/writing_help.html", {"links": above(), "marks": MARKS, "keys": KEYS})
