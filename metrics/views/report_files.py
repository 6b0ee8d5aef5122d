"""The national report on variation as files: to print, and to work with."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from metrics.measured import kept
from metrics.papers.pdf import pdf
from metrics.papers.workbook import workbook
from metrics.presenters.downloads import pdf_file, xlsx_file
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.paper import paper
from metrics.presenters.report.workbook import sheets
from metrics.views.files import refusing
from metrics.views.reports import chosen, made


@refusing
def variation_pdf(request: HttpRequest) -> HttpResponse:
    choice, site = chosen(request), request.build_absolute_uri("/")
    file = kept(f"report-pdf:{choice.query}:{site}", lambda: pdf(paper(made(choice), site)))
    return pdf_file(file, f"exemplar-{choice.file_name}")


@refusing
def variation_xlsx(request: HttpRequest) -> HttpResponse:
    choice, site = chosen(request), request.build_absolute_uri("/")
    file = kept(f"report-xlsx:{choice.query}:{site}", lambda: _workbook(choice, site))
    return xlsx_file(file, f"exemplar-{choice.file_name}")


def _workbook(choice: Choice, site: str) -> bytes:
    report = made(choice)
    title = f"{report.title}: {report.subtitle}"
    return workbook(sheets(report, site), title=title, made=timezone.localdate())
