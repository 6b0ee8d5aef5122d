from django.urls import include, path

from config.administration import site

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("", include("accounts.people_urls")),
    path("admin/", site.urls),
    path("api/v1/", include("metrics.api_urls")),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("casestudies.api_urls")),
    path("api/v1/", include("forum.api_urls")),
    path("", include("metrics.urls")),
    path("", include("casestudies.urls")),
    path("", include("safety.urls")),
    path("", include("safety.file_urls")),
    path("", include("forum.urls")),
]

handler400 = "config.errors.unreadable"
handler403 = "config.errors.refused"
handler404 = "config.errors.nothing_here"
handler500 = "config.errors.broken"
