"""What is known of people and of whose addresses are let in."""

from accounts.models import EmailDomain


def is_allowed(email: str) -> bool:
    """Say whether an address may sign up: its domain is allowed, or one above it that includes its sub-domains."""
    _, at, domain = email.strip().lower().rpartition("@")
    if not at or not domain:
        return False
    labels = domain.split(".")
    above = [".".join(labels[first:]) for first in range(1, len(labels) - 1)]
    allowed = EmailDomain.objects
    return (
        allowed.filter(domain=domain).exists()
        or allowed.filter(domain__in=above, includes_subdomains=True).exists()
    )
