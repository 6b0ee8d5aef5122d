"""Handing out uploaded files, in a way that no browser runs anything in them."""

import logging
import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safety.file_permissions import may_see_file
from safety.files.kinds import KINDS
from safety.models import Upload

log = logging.getLogger(__name__)

SANDBOX = "sandbox; default-src 'none'"


@require_safe
@never_cache
def file(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Send a file to whoever may have it; to others it is as if it never was. Its name must be its own.

    Visitors are asked to sign in, whether or not anything is there that they might see then.
    """
    upload = Upload.objects.served().filter(pk=key, name=name).first()
    if upload and may_see_file(request.user, upload):
        return _sent(upload)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _sent(upload: Upload) -> HttpResponse:
    """Return a file as a download; only people's pictures, which were drawn here, may show in a page."""
    try:
        with upload.open() as stored:
            content = stored.read()
    except FileNotFoundError:
        log.error("Upload %s has no stored file.", upload.pk)
        raise Http404 from None
    is_download = upload.purpose != Upload.Purpose.AVATAR
    headers = {
        "Content-Disposition": content_disposition_header(is_download, upload.name) or "inline",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(content, content_type=KINDS[upload.kind].content_type, headers=headers)
