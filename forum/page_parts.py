"""What the forum adds to pages of case studies and adoption records."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from casestudies.models import Adoption, CaseStudy
from casestudies.page_parts import part_of


@part_of("case-study")
def of_case_study(request: HttpRequest, case: CaseStudy) -> str:
    is_own = case.is_read_by_author
    return _reporting(request, reverse("report-case-study", args=[case.pk]), "case study", is_own)


@part_of("adoption")
def of_adoption(request: HttpRequest, adoption: Adoption) -> str:
    is_own = adoption.versions.filter(by=request.user.pk).exists()
    return _reporting(request, reverse("report-adoption", args=[adoption.pk]), "record", is_own)


def _reporting(request: HttpRequest, address: str, called: str, is_own: bool) -> str:
    if is_own or not request.user.is_authenticated:
        return ""
    return render_to_string("forum/report_link.html", {"address": address, "called": called})
