"""Keys in mails to people who cannot sign in: each opens the appeal against one decision, and nothing else."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.http import urlencode

from forum.models import ReviewEvent

LASTS = timedelta(days=90)
_signer = TimestampSigner(salt="appeal against a decision")


def appeal_address(decision: ReviewEvent) -> str:
    """Return where somebody appeals without signing in, for three months."""
    key = _signer.sign(decision.pk)
    return f"{reverse('moderation-appeal', args=[decision.pk])}?{urlencode({'key': key})}"


def opens(key: str, decision: ReviewEvent) -> bool:
    """Say whether a key opens the appeal against this decision."""
    try:
        return _signer.unsign(key, max_age=LASTS) == str(decision.pk)
    except BadSignature:
        return False
