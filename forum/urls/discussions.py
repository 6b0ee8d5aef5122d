"""What members discuss."""

from django.urls import path

from forum.views import attachments, discussions, editing, revisions

urlpatterns = [
    path("forum/start/", discussions.start, name="start-thread"),
    path("threads/<int:pk>-<slug:slug>/", discussions.thread, name="thread"),
    path("threads/<int:pk>/reply/", discussions.reply_page, name="reply"),
    path("threads/<int:pk>/posts/<int:number>/", discussions.post, name="post"),
    path("posts/<int:pk>/edit/", editing.edit, name="post-edit"),
    path("posts/<int:pk>/files/", attachments.post_files, name="post-files"),
    path("posts/<int:pk>/revisions/", revisions.revisions, name="post-revisions"),
]
