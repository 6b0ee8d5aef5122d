"""Threads, and their posts."""

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.readers import OfReaders
from accounts.api.scopes import InScope
from accounts.permissions import Someone
from casestudies.api.adoption import one_technology
from casestudies.models import Technology
from forum.models import Category, Post, Thread
from forum.models.discussions import ThreadQuerySet
from forum.permissions.discussions import may_read_threads
from forum.presenters.living import filled_in, text_of
from forum.queries.categories import NONE, Narrowed
from forum.queries.discussions import threads_for
from forum.serializers.threads import PostSerializer, ThreadSerializer
from metrics.api.addresses import checked
from metrics.api.answers import AreaFilter, Question, asked_by, one_treatment_function
from metrics.compute.measures import MEASURES
from metrics.models import Area


class Members(InScope):
    """Lets in members, and tokens of theirs that may read."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        is_in_scope = super().has_permission(request, view)
        return is_in_scope and (request.method == "OPTIONS" or may_read_threads(request.user))


class ThreadsAsked(Question):
    category = django_filters.CharFilter(
        required=False, help_text="A category, as its address has it; none: those without one."
    )
    kind = django_filters.ChoiceFilter(
        choices=Thread.Kind.choices, required=False, help_text="A kind of thread."
    )
    area = AreaFilter(required=False, help_text="The code of an area: about it or its parts.")
    measure = django_filters.ChoiceFilter(
        choices=[(slug, one.title) for slug, one in MEASURES.items()],
        required=False,
        help_text="The name of a measure.",
    )
    treatment_function = one_treatment_function()
    technology = one_technology()
    tag = django_filters.CharFilter(required=False, help_text="A tag, as its address has it.")
    unanswered = django_filters.ChoiceFilter(
        choices=[("yes", "Yes")], required=False, help_text="yes: questions without an accepted answer."
    )


class OfMembers(OfReaders):
    permission_classes = (Members,)


@extend_schema(tags=["discussions"], parameters=asked_by(ThreadsAsked))
class ThreadList(OfMembers, generics.ListAPIView):
    """The threads that you may read, the liveliest first."""

    serializer_class = ThreadSerializer
    filterset_class = ThreadsAsked
    filter_backends = ()
    queryset = Thread.objects.all()

    def filter_queryset(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        asked = checked(ThreadsAsked(self.request.query_params, Area.objects.none())).form.cleaned_data
        user = self.request.user
        narrowed = Narrowed(
            category_named(user, asked["category"]), asked["kind"], asked["tag"], bool(asked["unanswered"])
        )
        found = threads_for(
            user,
            area=asked["area"],
            measure=asked["measure"],
            function=asked["treatment_function"],
            narrowed_to=narrowed,
        )
        if asked["technology"]:
            of = Technology.objects.visible_to(user).filter(slug=asked["technology"])
            found = found.filter(pk__in=Thread.objects.about_practice(technology__in=of).values("pk"))
        return found


def category_named(user: Someone, slug: str) -> Category | str | None:
    """Return a category that a person reads. Raises ValidationError for every other one, whether it is there or not."""
    if slug in ("", NONE):
        return slug or None
    found = Category.objects.read_by(user).filter(slug=slug).first()
    if found is None:
        raise ValidationError({"category": [f"Not known here: {slug[:80]}."]})
    return found


@extend_schema(tags=["discussions"])
class PostList(OfMembers, generics.ListAPIView):
    """The posts of a thread that you may read, by their numbers: the first opens it."""

    serializer_class = PostSerializer
    queryset = Post.objects.all()
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Post]:
        user = self.request.user
        thread = get_object_or_404(Thread.objects.visible_to(user), pk=self.kwargs["pk"])
        seen = Post.objects.visible_to(user).filter(thread=thread)
        return seen.select_related("author", "reply_to", "thread__area").order_by("number")

    def list(self, request: Request, pk: int) -> Response:
        posts = list(self.paginate_queryset(self.get_queryset()))
        for post, html in zip(posts, filled_in([text_of(post) for post in posts]), strict=True):
            post.shown = html
        return self.get_paginated_response(self.get_serializer(posts, many=True).data)
