"""What the forum adds to pages of case studies, technologies, adoption records, collections and measures."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from casestudies.models import Adoption, CaseStudy, Collection, Technology
from casestudies.page_parts import part_of
from forum.models import Thread
from forum.presenters.following import follow_form, follow_html
from forum.presenters.practice_here import practice_on
from forum.presenters.threads import listed
from forum.queries.discussions import about_case, about_record, about_technology, on_measure
from metrics.compute.measures import Measure


@part_of("case-study")
def of_case_study(request: HttpRequest, case: CaseStudy) -> str:
    is_own = case.is_read_by_author
    discussed = ""
    if case.state in CaseStudy.PUBLIC:
        threads = about_case(request.user, case) if request.user.is_authenticated else []
        asking = "Start a discussion" if is_own else "Ask the authors"
        discussed = _discussed(request, "this case study", {"case": case.pk}, asking, threads)
    address = reverse("report-case-study", args=[case.pk])
    return discussed + _reporting(request, address, "case study", is_own)


@part_of("measure")
def of_measure(request: HttpRequest, measure: Measure) -> str:
    practice = practice_on(measure)
    shown = render_to_string("forum/practice_on.html", {"practice": practice}) if practice.cases else ""
    threads = on_measure(request.user, measure.slug) if request.user.is_authenticated else []
    return shown + _discussed(
        request, "this measure", {"measure": measure.slug}, "Start a discussion", threads
    )


@part_of("technology")
def of_technology(request: HttpRequest, technology: Technology) -> str:
    threads = about_technology(request.user, technology) if request.user.is_authenticated else []
    about = {"technology": technology.slug}
    return _discussed(request, "this technology", about, "Start a discussion", threads)


@part_of("measure")
def followed_measure(request: HttpRequest, measure: Measure) -> str:
    return _following(request, "measure", measure.slug)


@part_of("technology")
def followed_technology(request: HttpRequest, technology: Technology) -> str:
    return _following(request, "technology", technology)


@part_of("adoption")
def of_adoption(request: HttpRequest, adoption: Adoption) -> str:
    is_known = request.user.is_authenticated
    is_own = is_known and adoption.versions.filter(by=request.user.pk).exists()
    threads = about_record(request.user, adoption) if is_known else []
    discussed = _discussed(request, "this", {"record": adoption.pk}, "Start a discussion", threads)
    return discussed + _reporting(request, reverse("report-adoption", args=[adoption.pk]), "record", is_own)


@part_of("collection")
def of_collection(request: HttpRequest, collection: Collection) -> str:
    is_own = collection.owner_id == request.user.pk
    return _reporting(request, reverse("report-collection", args=[collection.pk]), "collection", is_own)


def _discussed(
    request: HttpRequest, what: str, about: dict[str, str | int], asking: str, threads: list[Thread]
) -> str:
    page = {
        "what": what,
        "asking": asking,
        "threads": listed(threads),
        "start_address": f"{reverse('start-thread')}?{urlencode(about)}",
        "user": request.user,
        "here": request.path,
    }
    return render_to_string("forum/discussed.html", page)


def _following(request: HttpRequest, kind: str, thing: Technology | str) -> str:
    form = follow_form(request.user, kind, thing)
    return follow_html(request, form) if form else ""


def _reporting(request: HttpRequest, address: str, called: str, is_own: bool) -> str:
    if is_own or not request.user.is_authenticated:
        return ""
    return render_to_string("forum/report_link.html", {"address": address, "called": called})
