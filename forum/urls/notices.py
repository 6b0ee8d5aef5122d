"""What people are told, and their feeds."""

from django.urls import path

from forum.views import feeds, notifications

urlpatterns = [
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/new/", notifications.notifications_new, name="notifications-new"),
    path("notifications/read/", notifications.read_all, name="notifications-read"),
    path("notifications/<int:pk>/read/", notifications.read_one, name="notification-read"),
    path("notifications/quiet-hours/", notifications.quiet_hours, name="quiet-hours"),
    path("notifications/feeds/", feeds.feeds, name="feeds"),
    path("feeds/<str:token>/forum.atom", feeds.forum_feed, name="forum-feed"),
    path("feeds/<str:token>/categories/<slug:slug>.atom", feeds.forum_feed, name="category-feed"),
    path("feeds/<str:token>/notifications.atom", feeds.notifications_feed, name="notifications-feed"),
    path("feeds/<str:token>/events.ics", feeds.events_feed, name="events-feed"),
    path("threads/<int:pk>/event.ics", feeds.event_file, name="event-file"),
]
