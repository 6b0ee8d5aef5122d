from django.urls import include, path

urlpatterns = [
    path("", include("accounts.signing_in.urls")),
    path("", include("accounts.account_urls")),
]
