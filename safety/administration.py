"""Django's admin, kept for data repair: every change has a reason, passes the guard, and is in the audit log.

Apps say in their `admin.py` what may be looked at and what may be repaired; `config.administration` puts it together.
Nothing is deleted here, and the admin's own log stays empty: there is one log.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from safety import audit
from safety.guard_fields import CONFIRMED, I_HAVE_CHECKED, GuardedForm

LONGEST_REASON = 500
PAGES = ("changelist", "add", "change", "history")
NOT_OF_THE_ROW = ("reason", CONFIRMED)


class RepairForm(GuardedForm, forms.ModelForm):
    """A row to repair, and why."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        help_text="Kept in the audit log for good. Do not name people.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter a reason."},
    )
    confirmed = forms.BooleanField(
        label=I_HAVE_CHECKED, required=False, help_text="Tick it when you are asked to."
    )

    @property
    def changed(self) -> list[str]:
        """The columns that are now otherwise."""
        return [name for name in self.changed_data if name not in NOT_OF_THE_ROW]


class ViewAdmin(admin.ModelAdmin):
    """A table to look at."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages that there are: none to delete, nor where pages were years ago."""
        kept = tuple(f"_{page}" for page in PAGES)
        return [pattern for pattern in super().get_urls() if pattern.name and pattern.name.endswith(kept)]

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Lead to what the audit log says of the row."""
        about = urlencode({"about": f"{self.opts.model_name}:{object_id}"})
        return redirect(f"{reverse('audit-log')}?{about}")

    def log_addition(self, *_) -> None:
        """Write nothing: the audit log is the one log."""

    def log_change(self, *_) -> None:
        """Write nothing: the audit log is the one log."""


class RepairAdmin(ViewAdmin):
    """A table of which some columns may be repaired, and to which rows may be added if it says of which columns."""

    form = RepairForm
    repairable: tuple[str, ...] = ()
    addable: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.addable) and admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Return what is shown and cannot be repaired. Columns that nobody may see are left out."""
        hidden = {*self.repairable, *(self.exclude or ()), "id", "password"}
        return [field.name for field in self.opts.concrete_fields if field.name not in hidden] if obj else []

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        if obj is None:
            return [*self.addable, *NOT_OF_THE_ROW]
        shown = [*self.repairable, *self.get_readonly_fields(request, obj)]
        return [*shown, *NOT_OF_THE_ROW] if self.has_change_permission(request, obj) else shown

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list, change: bool) -> None:
        """Write down what was saved, in the same transaction."""
        super().save_related(request, form, formsets, change)
        if change and not form.changed:
            return
        audit.record(
            act="change row" if change else "add row",
            by=request.user,
            about=form.instance,
            reason=form.cleaned_data["reason"],
            columns=form.changed,
        )
