"""The files of a case study: its authors add and remove them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions.changing import LifeRefused
from casestudies.actions.files import add_file, remove_file
from casestudies.models import CaseFile, CaseStudy
from casestudies.models.cases import MOST_FILES
from casestudies.presenters.files import files_shown
from casestudies.views.doors import above, case_to_write
from safety.file_forms import AddFile
from safety.files import FileRefused


@form_page
@for_signed_in
def files(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_to_write(request, pk)
    if "remove" in request.POST:
        return _removed(request, case)
    form = AddFile(request.POST, request.FILES) if request.method == "POST" else AddFile()
    if form.is_valid() and _is_added(request, case, form):
        return redirect("case-study-files", case.pk)
    page = {
        "links": above(case),
        "case": case,
        "is_open": case.state in CaseStudy.EDITABLE,
        "form": form,
        "files": files_shown(case.files.select_related("upload")),
        "most": MOST_FILES,
    }
    return render(request, "casestudies/files.html", page)


def _is_added(request: HttpRequest, case: CaseStudy, form: AddFile) -> bool:
    sent = form.cleaned_data
    try:
        made = add_file(case=case, file=sent["file"], caption=sent["caption"], by=request.user)
    except (FileRefused, LifeRefused) as refused:
        form.add_error("file", str(refused))
        return False
    messages.success(request, f"“{made.upload.name}” is added.")
    return True


def _removed(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Remove the file asked for. One that is gone already is no error."""
    asked = request.POST["remove"]
    if not asked.isdecimal() or len(asked) > 18:
        raise PermissionDenied
    for file in CaseFile.objects.filter(case=case, pk=asked).select_related("upload"):
        try:
            remove_file(file=file, by=request.user)
        except LifeRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"“{file.upload.name}” is removed.")
    return redirect("case-study-files", case.pk)
