"""What every page is told of signing in on this installation."""

from django.conf import settings
from django.http import HttpRequest


def signing_in(request: HttpRequest) -> dict[str, str | bool]:
    """Return what the work account is called, whether staff are asked for a second step, and where mail lies.

    A folder of mail is named on a site of one machine alone.
    """
    return {
        "staff_take_two_steps": settings.MFA_REQUIRED,
        "is_local": settings.LOCAL,
        "work_account": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
        "mail_folder": getattr(settings, "EMAIL_FILE_PATH", "") if settings.LOCAL else "",
    }
