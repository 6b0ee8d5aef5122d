"""What moderators look at, and what they are told."""

from django.urls import path

from forum.views.moderation import (
    answering,
    counts,
    deciding,
    erasing,
    opening,
    queue,
    reporting,
    reviews,
    watching,
)

urlpatterns = [
    path("moderation/", queue.moderation, name="moderation"),
    path("moderation/mine/", reporting.mine, name="moderation-mine"),
    path("moderation/counts/", counts.counts, name="moderation-counts"),
    path("moderation/counts.csv", counts.counts_csv, name="moderation-counts-csv"),
    path("moderation/words/", watching.watched_words, name="watched-words"),
    path("moderation/words/<int:pk>/remove/", watching.unwatch_word, name="unwatch-word"),
    path("moderation/items/<int:pk>/", reviews.item, name="moderation-item"),
    path("moderation/items/<int:pk>/claim/", reviews.claim, name="moderation-claim"),
    path("moderation/items/<int:pk>/appeal/", answering.answer, name="moderation-answer"),
    path("moderation/items/<int:pk>/erase/", erasing.propose_page, name="moderation-erase"),
    path("moderation/erasures/<int:pk>/", erasing.decide_page, name="moderation-erasure"),
    path("moderation/items/<int:pk>/<slug:act>/", deciding.decide, name="moderation-decide"),
    path("moderation/decisions/<int:pk>/appeal/", reporting.appeal, name="moderation-appeal"),
    path("posts/<int:pk>/moderate/", opening.moderate_post, name="moderate-post"),
    path("threads/<int:pk>/moderate/", opening.moderate_thread, name="moderate-thread"),
    path("posts/<int:pk>/report/", reporting.report_post, name="report-post"),
    path("threads/<int:pk>/report/", reporting.report_thread, name="report-thread"),
    path("people/<int:pk>/report/", reporting.report_person, name="report-person"),
    path("case-studies/<int:pk>/report/", reporting.report_case_study, name="report-case-study"),
    path("adoption/<int:pk>/report/", reporting.report_adoption, name="report-adoption"),
    path("collections/<int:pk>/report/", reporting.report_collection, name="report-collection"),
]
