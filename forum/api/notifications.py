"""What a person is told of discussions."""

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.readers import OfReaders
from accounts.api.scopes import InScope
from accounts.models import Token
from forum.actions.notifying import mark_one_read
from forum.models import Notification, Reaction
from forum.serializers.notifications import NotificationSerializer
from metrics.api.addresses import checked
from metrics.api.answers import Question, asked_by
from metrics.models import Area


class NotificationsAsked(Question):
    kind = django_filters.ChoiceFilter(
        choices=Notification.Kind.choices, required=False, help_text="Why you are told."
    )
    new = django_filters.ChoiceFilter(
        choices=[("yes", "Yes")], required=False, help_text="yes: what you have not seen."
    )


@extend_schema(tags=["notifications"], parameters=asked_by(NotificationsAsked))
class NotificationList(OfReaders, generics.ListAPIView):
    """What you are told of discussions, the newest first, as far as you may read it now. To read it here marks
    nothing as read."""

    permission_classes = (InScope,)
    scope = Token.Scope.NOTIFICATIONS
    serializer_class = NotificationSerializer
    filterset_class = NotificationsAsked
    filter_backends = ()
    queryset = Notification.objects.all()

    def filter_queryset(self, told: QuerySet[Notification]) -> QuerySet[Notification]:
        asked = checked(NotificationsAsked(self.request.query_params, Area.objects.none())).form.cleaned_data
        shown = Notification.objects.shown_to(self.request.user)
        shown = shown.filter(kind=asked["kind"]) if asked["kind"] else shown
        shown = shown.new() if asked["new"] else shown
        reactions = Reaction.objects.select_related("person").order_by("-at")
        return (
            shown.select_related("by", "post__author", "post__thread")
            .prefetch_related(Prefetch("post__reactions", reactions))
            .order_by("-at", "-pk")
        )


class NotificationRead(OfReaders, generics.GenericAPIView):
    takes = None
    permission_classes = (InScope,)
    scope = Token.Scope.NOTIFICATIONS
    queryset = Notification.objects.all()
    serializer_class = NotificationSerializer

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.shown_to(self.request.user).select_related("post")

    @extend_schema(tags=["notifications"], request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Mark what you are told as read: with it all that is new to you of its kind in its thread."""
        mark_one_read(told=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
