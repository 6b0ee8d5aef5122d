"""Addresses of the API about discussions, search and notifications."""

from django.urls import path

from forum.api import notifications, search, threads

urlpatterns = [
    path("threads/", threads.ThreadList.as_view(), name="api-threads"),
    path("threads/<int:pk>/posts/", threads.PostList.as_view(), name="api-posts"),
    path("threads/<int:pk>/posts/<int:number>/", threads.PostDetail.as_view(), name="api-post"),
    path("search/", search.Search.as_view(), name="api-search"),
    path(
        "notifications/<int:pk>/read/", notifications.NotificationRead.as_view(), name="api-notification-read"
    ),
    path("notifications/", notifications.NotificationList.as_view(), name="api-notifications"),
]
