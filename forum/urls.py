from django.urls import path

from forum import gallery
from forum.views import (
    about,
    area_pages,
    attachments,
    board_pack,
    discussions,
    editing,
    home,
    limits,
    peers,
    revisions,
    variation,
)
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
    path("", home.home, name="home"),
    # Areas: their figures, and what people share about them.
    path("areas/<str:code>/", area_pages.area, name="area"),
    path("areas/<str:code>/measures/<slug:slug>/", area_pages.area_measure, name="area-measure"),
    path("areas/<str:code>/measures/<slug:slug>/limits/", limits.limits, name="area-measure-limits"),
    path("areas/<str:code>/variation/", variation.area_variation, name="area-variation"),
    path("areas/<str:code>/board-pack.pdf", board_pack.area_board_pack, name="board-pack"),
    # Areas like an area.
    path("areas/<str:code>/peers/", peers.peers, name="peers"),
    path("areas/<str:code>/better-peers/", peers.better_peers, name="better-peers"),
    path("areas/<str:code>/better-peers/data.csv", peers.better_peers_csv, name="better-peers-csv"),
    path("areas/<str:code>/better-peers/chart.svg", peers.better_peers_svg, name="better-peers-svg"),
    path("areas/<str:code>/better-peers/chart.png", peers.better_peers_png, name="better-peers-png"),
    path("areas/<str:code>/opportunity/", peers.opportunity_page, name="opportunity"),
    # What members discuss.
    path("forum/", discussions.threads, name="forum"),
    path("forum/start/", discussions.start, name="start-thread"),
    path("threads/<int:pk>-<slug:slug>/", discussions.thread, name="thread"),
    path("threads/<int:pk>/reply/", discussions.reply_page, name="reply"),
    path("threads/<int:pk>/posts/<int:number>/", discussions.post, name="post"),
    path("posts/<int:pk>/edit/", editing.edit, name="post-edit"),
    path("posts/<int:pk>/files/", attachments.post_files, name="post-files"),
    path("posts/<int:pk>/revisions/", revisions.revisions, name="post-revisions"),
    # What moderators look at, and what they are told.
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
    # What this site is.
    path("about/", about.about, name="about"),
    path("rules/", about.rules, name="rules"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("gallery/", gallery.gallery, name="gallery"),
]
