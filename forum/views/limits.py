"""The limits of an area's control chart: where they start anew and why, and setting that."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from accounts.views.doors import form_page
from forum.forms.limits import SetRebase, WithdrawRebase
from forum.views.area_pages import above, without_figures, wrongly_asked
from metrics import tasks
from metrics.actions import analysing
from metrics.actions.rebasing import RebaseRefused, set_rebase, withdraw_rebase
from metrics.charts.numbers import month_name
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.models import Area, Rebase
from metrics.permissions import may_set_rebase
from metrics.presenters.area_blocks import card_of, limits_address
from metrics.presenters.control import words
from metrics.presenters.control.limits import starts, suggestions, withdrawn
from metrics.presenters.dots import measure_address
from metrics.presenters.series import Lines, lines
from metrics.queries import one_version, place_of
from metrics.views.measures import measure_named


@form_page
@never_cache
def limits(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Show where the limits of a control chart start anew; let those who may set and withdraw rebase dates."""
    area, measure = get_object_or_404(Area, code=code.upper()), measure_named(slug)
    wrong = wrongly_asked(request.GET, {"function": TREATMENT_FUNCTIONS})
    function = ALL_FUNCTIONS if wrong else request.GET.get("function") or ALL_FUNCTIONS
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if wrong or not may_set_rebase(request.user, area):
            raise PermissionDenied
    drawn = lines(area, measure, function)
    if drawn.values.isna().all():
        return without_figures(request, area)
    forms = _Forms(request, drawn)
    if forms.sent and forms.sent.is_valid() and _is_done(request, drawn, forms):
        return redirect(limits_address(area, measure, function))
    return _page(request, drawn, forms, wrong)


class _Forms:
    """The forms of the page: to set a rebase date, and to withdraw each that holds. `sent` is the one sent, if any."""

    def __init__(self, request: HttpRequest, drawn: Lines):
        area, measure = drawn.area, drawn.measure
        rows = Rebase.objects.filter(area=area, measure=measure.slug, treatment_function=drawn.function)
        self.rebases = list(rows.select_related("set_by", "withdrawn_by"))
        self.held = {f"{one.pk}": one for one in self.rebases if one.withdrawn_at is None}
        known = drawn.values.dropna().index.date
        data, asked = request.POST or None, request.POST.get("withdraw")
        self.withdrawn = self.held.get(asked)
        self.set = SetRebase(data if asked is None else None, months=list(known[1:]), prefix="set")
        self.withdraw = {
            key: WithdrawRebase(data if key == asked else None, prefix=f"withdraw-{key}") for key in self.held
        }
        self.sent: Form | None = None
        if data:
            self.sent = self.set if asked is None else self.withdraw.get(asked)
        self.is_gone = asked is not None and self.withdrawn is None


def _is_done(request: HttpRequest, drawn: Lines, forms: _Forms) -> bool:
    """Do what a valid form asks for and say so; otherwise put why not into the form."""
    asked = forms.sent.cleaned_data
    try:
        with transaction.atomic():
            if forms.withdrawn:
                withdraw_rebase(rebase=forms.withdrawn, reason=asked["reason"], by=request.user)
                said = f"The rebase date {month_name(forms.withdrawn.month)} is withdrawn."
            else:
                subject = {"area": drawn.area, "measure": drawn.measure, "function": drawn.function}
                set_rebase(**subject, **asked, by=request.user)
                said = f"The limits start anew in {month_name(asked['month'])}."
            transaction.on_commit(_analyse_again)
    except RebaseRefused as refused:
        forms.sent.add_error(None, str(refused))
        return False
    messages.success(request, said)
    return True


def _analyse_again() -> None:
    """Queue the analysis of what is there now: this page read the version before."""
    with one_version():
        tasks.send(analysing.queue_due())


def _page(request: HttpRequest, drawn: Lines, forms: _Forms, wrong: dict[str, str]) -> HttpResponse:
    area, measure, function = drawn.area, drawn.measure, drawn.function
    place, last = place_of(area, localdate()), drawn.months[-1]
    address = measure_address(area, measure, last, function)
    rows = starts(drawn.control, forms.rebases)
    if forms.is_gone:
        messages.error(request, "That rebase date has been withdrawn already.")
    return render(
        request,
        "forum/limits.html",
        {
            "links": [
                *above(place),
                (area.short_name, reverse("area", args=[area.code])),
                (measure.title, address),
            ],
            "wrong": wrong,
            "month": last,
            "place": place,
            "measure": measure,
            "function": function,
            "function_name": "" if function == ALL_FUNCTIONS else TREATMENT_FUNCTIONS[function].lower(),
            "functions": TREATMENT_FUNCTIONS.items(),
            "notes": words.notes(drawn.control) or [words.TOO_FEW],
            "figure": card_of(drawn, last).figure,
            "starts": [(row, forms.withdraw.get(f"{row.rebase.pk}") if row.rebase else None) for row in rows],
            "withdrawn": withdrawn(forms.rebases),
            "suggestions": suggestions(drawn.control),
            "may_set": may_set_rebase(request.user, area),
            "form": forms.set,
            "sent": forms.sent,
            "address": limits_address(area, measure, function),
        },
        status=404 if wrong else 200,
    )
