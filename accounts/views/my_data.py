"""Taking one's data away, and deleting one's account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.actions.closing import ClosingRefused, close_account
from accounts.actions.exporting import MOST_BYTES, export_account
from accounts.forms.profile import DeleteAccount
from accounts.views.doors import form_page
from accounts.views.places import above_account


@form_page
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Say what is kept about a person; hand all of it to them alone, after they have shown again that it is them."""
    if request.method != "POST":
        page = {"links": above_account(), "most": MOST_BYTES}
        return render(request, "accounts/my_data.html", page)
    name = f"exemplar-about-you-{timezone.localdate():%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        export_account(user=request.user),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@form_page
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def delete_account(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; delete the account when its owner has shown again that it is them."""
    form = DeleteAccount(request.POST or None)
    if form.is_valid():
        try:
            close_account(user=request.user)
        except ClosingRefused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, "Your account is deleted.")
            return redirect("home")
    return render(request, "accounts/delete_account.html", {"links": above_account(), "form": form})
