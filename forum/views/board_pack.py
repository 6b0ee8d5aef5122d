"""An area's board pack: what its page shows, to print and hand out."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.presenters.practice_here import in_sentences, practice_here
from forum.views.area_pages import BOUNDARIES, month_asked, months_of, months_offered, wrongly_asked
from metrics.measured import kept
from metrics.models import Area
from metrics.papers.paper import Heading, Paper, Sentences
from metrics.papers.pdf import pdf
from metrics.presenters.board_pack import NothingToPrint, board_pack
from metrics.presenters.downloads import pdf_file
from metrics.queries import Place, place_of


@require_safe
def area_board_pack(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the PDF of `?month=` within `?boundaries=`, as the area's page; 404 in plain words without one."""
    area = get_object_or_404(Area, code=code)
    months = months_of(area)
    if not months:
        return _none(f"No month has been published here for {area}, so there is no board pack yet.")
    asked = request.GET
    if wrong := wrongly_asked(asked, {"month": months_offered(months), "boundaries": BOUNDARIES}):
        return _none(" ".join(wrong.values()))
    month = month_asked(asked, months)
    is_today = asked.get("boundaries") == "now"
    place = place_of(area, timezone.localdate() if is_today else month)
    page = f"{reverse('area', args=[code])}?month={month:%Y-%m}{'&boundaries=now' if is_today else ''}"
    try:
        file = _file(place, month, request.build_absolute_uri(page))
    except NothingToPrint as nothing:
        return _none(str(nothing))
    return pdf_file(file, f"exemplar-board-pack-{code}-{month:%Y-%m}")


def _file(place: Place, month: date, address: str) -> bytes:
    """Return the PDF, kept as long as its figures are published and practice is the same."""
    parts = ",".join(part.code for part in place.parts)
    practice = in_sentences(practice_here(place))
    version = sha256("\n".join(practice).encode()).hexdigest()[:16]
    return kept(
        f"board-pack:{place.area.code}:{month}:{parts}:{version}:{address}",
        lambda: pdf(_with_practice(board_pack(place, month, address), practice)),
    )


def _with_practice(paper: Paper, practice: list[str]) -> Paper:
    """Return a paper that ends with what is written of practice, if anything is."""
    if not practice:
        return paper
    more = [Heading("Practice here"), Sentences(practice, has_bullets=True)]
    return replace(paper, blocks=[*paper.blocks, *more])


def _none(words: str) -> HttpResponse:
    return HttpResponseNotFound(f"{words}\n", content_type="text/plain; charset=utf-8")
