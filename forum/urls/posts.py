"""What people do with posts."""

from django.urls import path

from forum.views import answering, drafts, names, previewing, writing_help

urlpatterns = [
    path("posts/<int:pk>/react/", answering.react_to, name="react"),
    path("posts/<int:pk>/reactions/", answering.reactions, name="reactions"),
    path("posts/<int:pk>/accept/", answering.accept_answer, name="accept-answer"),
    path("threads/<int:pk>/draft/", drafts.thread_draft, name="thread-draft"),
    path("drafts/new/", drafts.new_draft, name="new-draft"),
    path("writing/names/", names.names, name="names"),
    path("writing/preview/", previewing.writing_preview, name="writing-preview"),
    path("writing/", writing_help.writing_help, name="writing-help"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/delete/", drafts.delete_draft, name="delete-draft"),
]
