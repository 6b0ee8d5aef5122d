"""Addresses of collections."""

from django.urls import path

from casestudies.views.collections import contents, reading, writing

urlpatterns = [
    path("", reading.collections, name="collections"),
    path("mine/", reading.mine, name="collections-mine"),
    path("new/", writing.collection_new, name="collection-new"),
    path("add/case-study/<int:pk>/", contents.collection_add, {"kind": "case-study"}, name="collection-add"),
    path(
        "add/technology/<int:pk>/",
        contents.collection_add,
        {"kind": "technology"},
        name="collection-add-technology",
    ),
    path("<int:pk>/", reading.collection, name="collection"),
    path("<int:pk>/edit/", writing.collection_edit, name="collection-edit"),
    path("<int:pk>/contents/", contents.collection_contents, name="collection-contents"),
    path("<int:pk>/contents/<int:number>/", contents.collection_entry, name="collection-entry"),
    path("<int:pk>/delete/", writing.collection_delete, name="collection-delete"),
    path("<int:pk>/copy/", writing.collection_copy, name="collection-copy"),
]
