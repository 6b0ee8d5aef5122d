"""A page of a case study: what is typed is kept as a draft, saved over nobody, and put back after a crash."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import writing
from casestudies.actions.changing import LifeRefused
from casestudies.actions.outcomes import NEW, OutcomeGone, remove_outcome
from casestudies.forms.pages import OutcomePage, Page, SectionPage, is_as_saved, page_named, resolved
from casestudies.models import CaseStudy
from casestudies.presenters.pages import answers_in, asked, folded
from casestudies.presenters.writing import HELD, both, found_in, found_in_case
from casestudies.sections import ALL, FIRST, after
from casestudies.views.doors import above, case_to_write
from safety.guard_fields import CONFIRMED

SAVED = "Your changes are saved."
TAKE_IT_BACK = "This waits for review. Take it back to go on writing."


@form_page
@for_signed_in
def section(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Write on one group of questions."""
    case = case_to_write(request, pk)
    if group not in ALL:
        raise Http404
    page = SectionPage(case, request.user, ALL[group])
    return _sent(request, page) if request.method == "POST" else _opened(request, page)


@form_page
@for_signed_in
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """List the outcomes that a case study claims; add one."""
    page = OutcomePage(case_to_write(request, pk), request.user, None)
    return _sent(request, page) if request.method == "POST" else _opened(request, page)


@form_page
@for_signed_in
def outcome(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change an outcome, or take it out."""
    case = case_to_write(request, pk)
    page = page_named(f"{NEW}-{number}", case, request.user)
    if request.method != "POST":
        if page is None:
            raise Http404
        return _opened(request, page)
    if "remove" in request.POST:
        return _removed(request, case, number)
    if page is None:  # somebody took it out: what was typed is there to be added anew
        page = OutcomePage(case, request.user, None)
        form = page.form(data=request.POST)
        form.is_valid()
        return _refused(request, page, form, OutcomeGone())
    return _sent(request, page)


def _removed(request: HttpRequest, case: CaseStudy, number: int) -> HttpResponse:
    try:
        remove_outcome(case=case, by=request.user, number=number)
    except LifeRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The outcome is taken out.")
    return redirect("case-study-outcomes", case.pk)


def _opened(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a page with what was typed there and not saved, from whatever device."""
    if page.case.state not in CaseStudy.EDITABLE:
        messages.info(request, TAKE_IT_BACK)
        return redirect("case-study-write", page.case.pk)
    draft = page.case.drafts.filter(person=request.user, group=page.slug).first()
    typed = draft.fields if draft else {}
    began = {"version": draft.version} if draft else page.began()
    form = page.form(initial=page.entered() | began | typed)
    return _shown(request, page, form, draft=draft, found=found_in(form, page.fields, typed))


def _sent(request: HttpRequest, page: Page) -> HttpResponse:
    sent, still_open = resolved(page, request.POST)
    form = page.form(data=sent)
    is_right = form.is_valid()
    if still_open:
        return _clashing(request, page, form, page.clashes(form, still_open), is_asked_again=True)
    if not is_right:
        return _shown(request, page, form, is_kept=_keep(request, page))
    if "preview" in request.POST:
        looks = answers_in(form.written, page.fields)
        return _shown(request, page, form, is_kept=_keep(request, page), looks=looks)
    try:
        saved = page.save(form)
    except writing.ChangedMeanwhile as changed:
        _keep(request, page)
        page.case = changed.case
        return _clashing(request, page, form, changed.clashes)
    except LifeRefused as refused:
        return _refused(request, page, form, refused)
    return _saved(request, page, saved)


def _refused(request: HttpRequest, page: Page, form, refused: LifeRefused) -> HttpResponse:
    form.add_error(None, str(refused))
    return _shown(request, page, form, is_kept=_keep(request, page))


def _saved(request: HttpRequest, page: Page, saved: CaseStudy) -> HttpResponse:
    if saved.held_because:
        messages.warning(request, " ".join([SAVED, *found_in_case(saved), HELD]))
    else:
        messages.success(request, SAVED)
    if isinstance(page, OutcomePage):
        return redirect("case-study-outcomes", saved.pk)
    following = after(page.section) if "next" in request.POST else None
    if following:
        return redirect("case-study-section", saved.pk, following.slug)
    return redirect("case-study-write", saved.pk)


def _shown(request: HttpRequest, page: Page, form, **more) -> HttpResponse:
    shown = {
        "case": page.case,
        "page": page,
        "form": form,
        "asked": asked(form, page.fields, page.case),
        "draft_address": reverse("case-study-draft", args=[page.case.pk, page.slug]),
        "links": above(page.case),
    }
    if isinstance(page, OutcomePage):
        there = page.case.outcomes.select_related("area")
        return render(request, "casestudies/outcomes.html", shown | {"outcomes": there} | more)
    shown |= folded(shown["asked"], page.section.folded)
    shown |= {"following": after(page.section), "is_first": page.slug in FIRST}
    return render(request, "casestudies/section.html", shown | more)


def _clashing(
    request: HttpRequest, page: Page, form, clashes: list, *, is_asked_again: bool = False
) -> HttpResponse:
    """Show both versions of what two people changed, to choose from: nothing of either is lost."""
    shown = {
        "case": page.case,
        "page": page,
        "clashes": both(form, clashes),
        "last": page.case.versions.select_related("by").last(),
        "hidden": _hidden(page, form),
        "is_asked_again": is_asked_again,
        "links": above(page.case),
    }
    return render(request, "casestudies/clash.html", shown, status=409)


def _hidden(page: Page, form) -> list[tuple[str, str]]:
    """Return what was typed as fields to send along again, begun anew from what is saved now."""
    ticked = {CONFIRMED: form.data[CONFIRMED]} if CONFIRMED in form.data else {}
    typed = page.typed_in(form.data) | page.began() | ticked
    return [
        (name, each)
        for name, value in typed.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def _keep(request: HttpRequest, page: Page) -> bool:
    """Keep what was sent and is not saved, whatever becomes of the browser. Returns whether it is kept."""
    typed = page.typed_in(request.POST)
    try:
        writing.keep_draft(
            case=page.case,
            by=request.user,
            group=page.slug,
            version=_version(request, page.case),
            typed=typed,
        )
    except writing.DraftTooLong:
        return False
    return True


@require_POST
@for_signed_in
def draft(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """Keep what somebody typed on a page as they type, and say what the guard found in it; or forget it."""
    case = case_to_write(request, pk)
    page = page_named(group, case, request.user)
    if page is None:
        raise Http404
    if "discard" in request.POST:
        writing.discard_draft(case=case, by=request.user, group=group)
        messages.info(request, "What you had typed and not saved is discarded.")
        return redirect(_address(page))
    typed = page.typed_in(request.POST)
    if is_as_saved(page, typed):
        writing.discard_draft(case=case, by=request.user, group=group)
        return render(request, "casestudies/draft_kept.html", {"is_as_saved": True})
    shown = {"is_kept": _keep(request, page), "found": found_in(page.form(), page.fields, typed)}
    return render(request, "casestudies/draft_kept.html", shown)


def _address(page: Page) -> str:
    if isinstance(page, SectionPage):
        return reverse("case-study-section", args=[page.case.pk, page.slug])
    if page.outcome is None:
        return reverse("case-study-outcomes", args=[page.case.pk])
    return reverse("case-study-outcome", args=[page.case.pk, page.outcome.pk])


def _version(request: HttpRequest, case: CaseStudy) -> int:
    """Return the version that a page was opened with; the newest where it does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and 0 < int(sent[:9]) <= case.version else case.version
