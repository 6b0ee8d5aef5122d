"""A person's own picture: choosing and removing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.actions.pictures import remove_picture, set_picture
from accounts.forms.pictures import ChoosePicture
from accounts.models import Picture
from accounts.permissions import may_write
from accounts.views.doors import form_page
from accounts.views.places import above_profile
from safety.files import FileRefused


@form_page
@login_required
@never_cache
def change_picture(request: HttpRequest) -> HttpResponse:
    """Let a person choose or remove their picture. Who is silenced may remove it."""
    if request.method == "POST" and "remove" in request.POST:
        remove_picture(user=request.user)
        messages.success(request, "Your picture is removed.")
        return redirect("profile")
    if not may_write(request.user):
        raise PermissionDenied
    form = ChoosePicture(request.POST, request.FILES) if request.method == "POST" else ChoosePicture()
    if form.is_valid() and _is_set(request, form):
        messages.success(request, "Your picture is saved.")
        return redirect("profile")
    picture = Picture.objects.filter(user=request.user).select_related("upload").first()
    page = {"links": above_profile(), "form": form, "picture": picture}
    return render(request, "accounts/change_picture.html", page)


def _is_set(request: HttpRequest, form: ChoosePicture) -> bool:
    try:
        set_picture(user=request.user, file=form.cleaned_data["picture"])
    except FileRefused as refused:
        form.add_error("picture", str(refused))
        return False
    return True
