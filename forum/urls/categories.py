"""Where discussions belong: last of all, since a category takes any word after /forum/."""

from django.urls import path

from forum.views import categories, kinds, lists

urlpatterns = [
    path("forum/", lists.threads, name="forum"),
    path("forum/categories/", categories.categories, name="categories"),
    path("forum/categories/new/", categories.new, name="category-new"),
    path("forum/categories/<int:pk>/", categories.change, name="category-change"),
    path("forum/tags/", lists.tags, name="tags"),
    path("forum/tags/<slug:slug>/", lists.tag, name="tag"),
    path("threads/<int:pk>/details/", kinds.details, name="thread-details"),
    path("threads/<int:pk>/poll/", kinds.poll, name="poll"),
    path("forum/<slug:slug>/", lists.category, name="category"),
]
