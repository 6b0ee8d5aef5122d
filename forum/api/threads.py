"""Threads, and their posts."""

from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.readers import OfReaders
from accounts.api.scopes import InScope
from accounts.permissions import Someone, may_write
from casestudies.api.adoption import one_technology
from casestudies.models import Technology
from forum.actions.clashes import version_of
from forum.actions.discussions import edit_post, reply, start_thread
from forum.api.writing import IDEMPOTENCY_KEY, cleaned, done, key_of, refuse_other_use, sent
from forum.forms.discussions import EditPost, Reply, StartThread
from forum.models import Category, Post, Thread
from forum.models.discussions import ThreadQuerySet
from forum.permissions.discussions import may_edit, may_read_threads, may_start_threads
from forum.presenters.living import filled_in, text_of
from forum.queries.answering import answerable
from forum.queries.categories import NONE, Narrowed, categories_to_start_in
from forum.queries.discussions import threads_for
from forum.serializers.threads import PostSerializer, PostWholeSerializer, ThreadSerializer
from forum.serializers.writing import PostChanged, PostWritten, ThreadWritten
from metrics.api.addresses import checked
from metrics.api.answers import AreaFilter, Question, asked_by, one_treatment_function
from metrics.compute.measures import MEASURES
from metrics.models import Area
from safety.guard_fields import CONFIRMED


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


NOT_AT_THE_MOMENT = "You may not write at the moment. The page of your account says why."
NOT_YOURS = "Only who wrote a post changes it, while it can be changed."
# What fields of the pages' forms are called here.
CALLED = {"function": "treatment_function", "to": "reply_to"}


def for_form(wanted: dict, key: UUID | None = None) -> dict:
    """Return what was sent, as a form of the pages takes it. It was confirmed, where the guard asked for that."""
    names = {ours: form for form, ours in CALLED.items()}
    return {names.get(name, name): value for name, value in wanted.items()} | {CONFIRMED: "on", "key": key}


def created(told: dict, address: str) -> Response:
    return Response(told, status=status.HTTP_201_CREATED, headers={"Location": address})


class ThreadList(OfMembers, generics.ListAPIView):
    takes = ThreadWritten
    serializer_class = ThreadSerializer
    filterset_class = ThreadsAsked
    filter_backends = ()
    queryset = Thread.objects.all()

    @extend_schema(tags=["discussions"], parameters=asked_by(ThreadsAsked))
    def get(self, request: Request) -> Response:
        """The threads that you may read, the liveliest first."""
        return super().get(request)

    @extend_schema(
        tags=["discussions"],
        request=ThreadWritten,
        responses={201: ThreadSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        """Start a thread in your name. A moderator may read it before others see it, as on its page."""
        if not may_start_threads(request.user):
            raise PermissionDenied(NOT_AT_THE_MOMENT)
        wanted, key = sent(self.takes, request), key_of(request)
        form = StartThread(
            for_form(wanted, key) | {"tags": ",".join(wanted.get("tags", ()))},
            kind=wanted["kind"],
            categories=categories_to_start_in(request.user),
        )
        form.read_for(request.user, request.get_host())
        told = cleaned(form, CALLED)
        refuse_other_use(request, key, told["text"], told["title"])
        about = {name: told[name] for name in ("title", "text", "area", "measure", "function")}
        made = done(lambda: start_thread(by=request.user, key=key, details=form.details, **about))
        found = threads_for(request.user).get(pk=made.pk)
        return created(self.get_serializer(found).data, reverse("api-posts", args=[made.pk]))

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


class OfPosts(OfMembers):
    serializer_class = PostSerializer
    queryset = Post.objects.all()
    filter_backends = ()

    @cached_property
    def thread(self) -> Thread:
        return get_object_or_404(Thread.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[Post]:
        seen = Post.objects.visible_to(self.request.user).filter(thread=self.thread)
        return seen.select_related("author", "reply_to", "thread__area").order_by("number")

    def filled(self, post: Post) -> Post:
        """Return a post with what it says as the page shows it."""
        (post.shown,) = filled_in([text_of(post)])
        return post


class PostList(OfPosts, generics.ListAPIView):
    takes = PostWritten

    @extend_schema(tags=["discussions"])
    def get(self, request: Request, pk: int) -> Response:
        """The posts of a thread that you may read, by their numbers: the first opens it."""
        posts = list(self.paginate_queryset(self.get_queryset()))
        for post, html in zip(posts, filled_in([text_of(post) for post in posts]), strict=True):
            post.shown = html
        return self.get_paginated_response(self.get_serializer(posts, many=True).data)

    @extend_schema(
        tags=["discussions"],
        request=PostWritten,
        responses={201: PostWholeSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Reply in your name. A moderator may read it before others see it: its `state` says so."""
        thread = self.thread
        if not may_write(request.user):
            raise PermissionDenied(NOT_AT_THE_MOMENT)
        wanted, key = sent(self.takes, request), key_of(request)
        told = cleaned(Reply(for_form(wanted, key)), CALLED)
        answered = answerable(request.user, thread, told["to"]) if told["to"] else None
        if told["to"] and answered is None:
            raise ValidationError({"reply_to": ["There is no such post in this thread that others see."]})
        refuse_other_use(request, key, told["text"])
        made = done(
            lambda: reply(thread=thread, by=request.user, text=told["text"], key=key, reply_to=answered)
        )
        found = self.filled(self.get_queryset().get(pk=made.pk))
        whole = PostWholeSerializer(found, context=self.get_serializer_context()).data
        return created(whole, reverse("api-post", args=[pk, made.number]))


class PostDetail(OfPosts):
    takes = PostChanged
    serializer_class = PostWholeSerializer

    def found(self) -> Post:
        return get_object_or_404(self.get_queryset(), number=self.kwargs["number"])

    @extend_schema(tags=["discussions"])
    def get(self, request: Request, pk: int, number: int) -> Response:
        """One post."""
        return Response(self.get_serializer(self.filled(self.found())).data)

    @extend_schema(tags=["discussions"], request=PostChanged, responses={200: PostWholeSerializer})
    def patch(self, request: Request, pk: int, number: int) -> Response:
        """Change your own post. Every version is kept; readers are told of it as on its page."""
        post = self.found()
        if not may_edit(request.user, post):
            raise PermissionDenied(NOT_YOURS)
        wanted = sent(self.takes, request)
        if "title" in wanted and not post.is_opening:
            raise ValidationError({"title": ["Only the post that opens a thread has a title."]})
        title = {"title": wanted.get("title", post.thread.title)} if post.is_opening else {}
        told = cleaned(EditPost(for_form(wanted) | title, is_opening=post.is_opening), CALLED)
        if told["version"] > version_of(post):
            raise ValidationError({"version": ["There is no such version of this post."]})
        changed = {name: told[name] for name in ("text", "title") if name in told}
        done(lambda: edit_post(post=post, by=request.user, began=told["version"], **changed))
        return Response(self.get_serializer(self.filled(self.found())).data)
