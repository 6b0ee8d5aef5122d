"""What every page is told of signing in on this installation."""

from django.conf import settings
from django.http import HttpRequest


def signing_in(request: HttpRequest) -> dict[str, str]:
    """Return what the work account is called and, on a site of one machine, where mail lies; else nothing."""
    return {
        "work_account": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
        "mail_folder": getattr(settings, "EMAIL_FILE_PATH", "") if settings.LOCAL else "",
    }
