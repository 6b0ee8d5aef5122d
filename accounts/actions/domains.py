"""Which email domains may sign up. Whoever has an account keeps it when its domain goes."""

import re

from django.db import IntegrityError, transaction

from accounts.models import EmailDomain, User
from safety import audit

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+")
# Whoever lets these in lets in anybody: mail for everyone, and the ends of the names of whole countries.
ANYBODY = {
    "co.uk",
    "org.uk",
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "outlook.com",
    "yahoo.com",
    "icloud.com",
}


class DomainRefused(Exception):
    """A domain that cannot be let in, with the reason in words."""


class NoDomain(DomainRefused):
    def __init__(self, domain: str):
        super().__init__(
            f"“{domain}” is no domain. Enter what stands behind the @ of an address, like nhs.net."
        )


class OpenToAnybody(DomainRefused):
    def __init__(self, domain: str):
        super().__init__(f"Anybody can have an address at {domain}. Enter an organisation’s own domain.")


class AllowedAlready(DomainRefused):
    def __init__(self, domain: str):
        super().__init__(f"{domain} is allowed already.")


@transaction.atomic
def allow_domain(
    *, domain: str, organisation: str, by: User, includes_subdomains: bool = False
) -> EmailDomain:
    """Let addresses of a domain sign up. Raises DomainRefused."""
    domain = domain.strip().lower().removeprefix("@").rstrip(".")
    if not DOMAIN.fullmatch(domain) or len(domain) > 253:
        raise NoDomain(domain)
    if domain in ANYBODY:
        raise OpenToAnybody(domain)
    try:
        with transaction.atomic():
            allowed = EmailDomain.objects.create(
                domain=domain, organisation=organisation, includes_subdomains=includes_subdomains, added_by=by
            )
    except IntegrityError:
        raise AllowedAlready(domain) from None
    audit.record(act="allow domain", by=by, about=allowed, domain=domain, subdomains=includes_subdomains)
    return allowed


@transaction.atomic
def remove_domain(*, domain: EmailDomain, by: User, reason: str) -> None:
    """Let addresses of a domain sign up no longer. Safe to repeat."""
    audit.record(act="remove domain", by=by, about=domain, reason=reason, domain=domain.domain)
    domain.delete()
