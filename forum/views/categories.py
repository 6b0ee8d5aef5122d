"""Categories and private spaces: administrators make, change, close and order them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.views.doors import for_those_who, form_page
from forum.actions.categories import CategoryRefused, asked_of, change_category, make_category
from forum.forms.categories import CategoryForm, as_entered
from forum.models import Category
from forum.permissions.categories import may_manage_categories
from forum.presenters.categories import managed
from forum.views.discussions import above

for_administrators = for_those_who(may_manage_categories)


@require_safe
@for_administrators
def categories(request: HttpRequest) -> HttpResponse:
    page = {"links": above(), "groups": managed(request.user)}
    return render(request, "forum/categories.html", page)


@form_page
@for_administrators
def new(request: HttpRequest) -> HttpResponse:
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_category(by=request.user, asked=form.asked)
        except CategoryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{made}” is made.")
            return redirect("categories")
    return render(request, "forum/category_form.html", {"links": _above(), "form": form})


@form_page
@for_administrators
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Category, pk=pk)
    form = CategoryForm(request.POST or None, initial=as_entered(asked_of(found)))
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_category(category=found, by=request.user, asked=form.asked)
        except CategoryRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{changed}” is changed.")
            return redirect("categories")
    return render(request, "forum/category_form.html", {"links": _above(), "form": form, "category": found})


def _above() -> list[tuple[str, str]]:
    return [*above(), ("Categories", reverse("categories"))]
