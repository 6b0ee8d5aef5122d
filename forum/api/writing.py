"""Writing through the API: by the same forms and actions as on the pages, once however often it is sent."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.forms import Form
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from forum.actions.refusals import PostRefused
from forum.actions.twice import made_before
from forum.models import Post

Made = TypeVar("Made")
KEY = "Idempotency-Key"
LONGEST_KEY = 255
IDEMPOTENCY_KEY = OpenApiParameter(
    KEY,
    str,
    OpenApiParameter.HEADER,
    description="Any text of yours for what you write. Sent again with it, it is written once and answered the same.",
)


class NotNow(APIException):
    """What may not be written as things are."""

    status_code = status.HTTP_409_CONFLICT


class KeyUsed(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = f"You sent something else with this {KEY}. Use a new one for what is new."


def key_of(request: Request) -> UUID:
    """Return what a program calls what it writes: of one person, at one address. Without a name it is new."""
    told = request.headers.get(KEY, "")
    if len(told) > LONGEST_KEY:
        raise ValidationError({KEY: [f"Must be {LONGEST_KEY} characters or fewer."]})
    return uuid5(NAMESPACE_URL, f"{request.user.pk} {request.path} {told}") if told else uuid4()


def refuse_other_use(request: Request, key: UUID, text: str, title: str = "") -> None:
    """Raise KeyUsed where the same key came with other words before."""
    is_used = Post.objects.filter(author=request.user, key=key).exists()
    if is_used and made_before(request.user, key, text, title) is None:
        raise KeyUsed


def sent(shape: type[serializers.Serializer], request: Request) -> dict:
    """Return what was sent, of the right shape. Raises ValidationError with what is wrong, by its name."""
    read = shape(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def cleaned(form: Form, called: Mapping[str, str]) -> dict:
    """Return what a form of the pages makes of it. Raises ValidationError. `called`: what its fields are here."""
    if not form.is_valid():
        raise ValidationError({called.get(name, name): list(said) for name, said in form.errors.items()})
    return form.cleaned_data


def done(action: Callable[[], Made]) -> Made:
    """Return what an action makes. Raises NotNow with why it makes nothing."""
    try:
        return action()
    except PostRefused as refused:
        raise NotNow(str(refused)) from None
