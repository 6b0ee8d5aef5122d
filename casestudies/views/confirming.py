"""What is published: said to hold still, retired with a reason, brought back, and how strong its evidence is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import lives
from casestudies.actions.changing import LifeRefused
from casestudies.forms.reviewing import Rate, Retire
from casestudies.models.vocabulary import Strength
from casestudies.presenters.case_page import age_of
from casestudies.views.doors import among_all
from casestudies.views.reviewing import case_to_see

CONFIRM, RETIRE, BRING_BACK, RATE = "confirm", "retire", "bring-back", "rate"
DONE = {
    CONFIRM: "Thank you. Its page says that it was confirmed today.",
    RETIRE: "It is retired. Its page says so, and why.",
    BRING_BACK: "It is published again, and its page says that it was confirmed today.",
    RATE: "Its page shows how strong its evidence is.",
}


@form_page
@for_signed_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    case, rights = case_to_see(request, pk)
    act = request.POST.get("act", "")
    may = {
        CONFIRM: rights.may_confirm,
        RETIRE: rights.may_retire,
        BRING_BACK: rights.may_bring_back,
        RATE: rights.may_rate,
    }
    if not any(may.values()) or (request.method == "POST" and not may.get(act)):
        raise PermissionDenied
    retire = Retire(request.POST if act == RETIRE else None)
    rate = Rate(request.POST if act == RATE else None, initial={"rating": case.confirmed_rating})
    refused = ""
    if act and all(form.is_valid() for form in (retire, rate) if form.is_bound):
        try:
            _do(act, {"case": case, "by": request.user}, retire, rate)
        except LifeRefused as no:
            refused = str(no)
        else:
            messages.success(request, DONE[act])
            return redirect("case-study-confirm", pk)
    page = {
        "links": among_all((case.title, reverse("case-study-review", args=[pk]))),
        "case": case,
        "age": age_of(case, timezone.localdate()),
        "may_confirm": may[CONFIRM] and case.state == "published",
        "may_retire": may[RETIRE] and case.state == "published",
        "may_bring_back": may[BRING_BACK] and case.state == "retired",
        "may_rate": may[RATE] and case.state in case.PUBLIC,
        "retire": retire,
        "rate": rate,
        "refused": refused,
    }
    return render(request, "casestudies/confirm.html", page)


def _do(act: str, whose: dict, retire: Retire, rate: Rate) -> None:
    match act:
        case "confirm":
            lives.confirm(**whose)
        case "retire":
            lives.retire(**whose, because=retire.cleaned_data["because"])
        case "bring-back":
            lives.bring_back(**whose)
        case "rate":
            lives.rate(**whose, rating=rate.cleaned_data["rating"] or Strength.NOT_RATED)
