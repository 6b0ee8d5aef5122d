from django.urls import path

from safety.views import files

urlpatterns = [
    path("files/<uuid:key>/<str:name>", files.file, name="file"),
]
