"""Django's admin at /admin/: for data repair, by administrators who sign in in two steps."""

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse

from accounts.admin import ADMINS as ACCOUNTS
from accounts.permissions import is_administrator
from accounts.queries import letters_state
from accounts.signing_in.two_steps import takes_two_steps
from casestudies.admin import ADMINS as CASE_STUDIES
from forum.admin import ADMINS as FORUM
from metrics.admin import ADMINS as METRICS
from safety.admin import ADMINS as SAFETY
from safety.files.scanner import scanner_state

# The site has pages of its own for all else that Django's admin brings.
PAGES = ("index", "login", "logout", "jsi18n", "app_list")
SET_UP_FIRST = "Data repair needs two-step sign-in. Set it up below, and go on."


class RepairSite(admin.AdminSite):
    site_header = site_title = "Exemplar: data repair"
    index_title = "Data repair"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user) and takes_two_steps(request.user)

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Lead whoever may not come in to where they sign in, or set up a second step; refuse all others."""
        if self.has_permission(request):
            return redirect("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not is_administrator(request.user):
            raise PermissionDenied
        messages.warning(request, SET_UP_FIRST)
        return redirect("mfa_index")

    def index(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().index(request, {"notices": [scanner_state(), letters_state()]})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [one for one in super().get_urls() if isinstance(one, URLResolver) or one.name in PAGES]


site = RepairSite()
for admins in (ACCOUNTS, METRICS, CASE_STUDIES, FORUM, SAFETY):
    for model, model_admin in admins.items():
        site.register(model, model_admin)
