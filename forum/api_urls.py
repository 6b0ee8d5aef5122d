"""Addresses of the API about discussions, search and notifications."""

from django.urls import path

from forum.api import notifications, search, threads

urlpatterns = [
    path("threads/", threads.ThreadList.as_view(), name="api-threads"),
    path("threads/<int:pk>/posts/", threads.PostList.as_view(), name="api-posts"),
    path("search/", search.Search.as_view(), name="api-search"),
    path("notifications/", notifications.NotificationList.as_view(), name="api-notifications"),
]
