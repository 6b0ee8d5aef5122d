"""What a person has read, watches and comes back to."""

from django.urls import path

from forum.views import bookmarks, figure_watches, following, for_you, own_peers, reading

urlpatterns = [
    path("threads/<int:pk>/unread/", reading.first_new, name="first-new-post"),
    path("threads/<int:pk>/related/", reading.related, name="related"),
    path("watching/", following.following, name="following"),
    path("watching/change/", following.change, name="follow"),
    path("watching/figures/<int:pk>/", figure_watches.figure_watch, name="figure-watch"),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("posts/<int:pk>/bookmark/", bookmarks.bookmark_post, name="bookmark"),
    path("groups-of-areas/", own_peers.own_peers, name="own-peers"),
    path("groups-of-areas/<int:pk>/remove/", own_peers.forget_group, name="forget-own-peers"),
    path("for-you/", for_you.for_you_page, name="for-you"),
    path("forum/read/", reading.mark_read, name="mark-read"),
]
