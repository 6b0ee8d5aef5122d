"""Personal tokens of the API: the list, making one, and withdrawing one."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.tokens import TokenRefused, make_token, withdraw_token
from accounts.forms.tokens import MakeToken
from accounts.permissions import may_have_tokens
from accounts.views.doors import form_page
from accounts.views.places import above_account


@form_page
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make another one, and show its secret once, in the answer itself."""
    may_make = may_have_tokens(request.user)
    form = MakeToken(request.POST or None)
    secret = ""
    if request.method == "POST":
        if not may_make:
            raise PermissionDenied
        if form.is_valid():
            asked = {name: form.cleaned_data[name] for name in ("name", "scopes")}
            try:
                _, secret = make_token(user=request.user, last_day=form.last_day, **asked)
            except TokenRefused as refused:
                form.add_error(None, str(refused))
            else:
                form = MakeToken()
    page = {
        "links": above_account(),
        "tokens": request.user.tokens.all(),
        "form": form,
        "may_make": may_make,
        "secret": secret,
    }
    return render(request, "accounts/tokens.html", page)


@require_POST
@login_required
@never_cache
def token_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens, pk=pk)
    withdraw_token(token=token)
    messages.success(request, f"Withdrawn: “{token}” opens nothing any longer.")
    return redirect("tokens")
