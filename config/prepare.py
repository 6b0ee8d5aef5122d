"""Make a site ready to serve, step by step; each step is quick when there is nothing to do."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

ADMINISTRATOR, NAME = "admin@example.org", "Administrator"


def database() -> None:
    call_command("migrate", verbosity=0)


def reference_tables() -> None:
    from accounts.actions.mergers import follow_mergers  # needs Django set up

    call_command("load_reference", verbosity=0)
    follow_mergers()


def boundaries() -> None:
    """Load the outlines of areas where a folder of them is found; maps show circles without them."""
    if settings.BOUNDARIES_DIR:
        for outlines in sorted(settings.BOUNDARIES_DIR.glob("*.geojson")):
            call_command("load_boundaries", str(outlines), verbosity=0)


def static_files() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def password_file() -> Path:
    """Where the demonstration administrator's password is kept, for this machine's user alone."""
    return settings.VAR_DIR / "administrator"


def administrator() -> None:
    """Make the demonstration administrator of a local site, once; one that was made without a name gets it."""
    from accounts.actions.signing_in import note_new_administrator  # needs Django set up

    if not settings.LOCAL:
        return
    made_before = get_user_model().objects.filter(email=ADMINISTRATOR)
    if made_before.exists():
        made_before.filter(is_superuser=True, name="").update(name=NAME)
        return
    password = secrets.token_urlsafe(12)
    password_file().unlink(missing_ok=True)
    with open(os.open(password_file(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as kept:
        kept.write(password)
    with transaction.atomic():
        made = get_user_model().objects.create_superuser(ADMINISTRATOR, password, name=NAME)
        note_new_administrator(user=made)


def technologies() -> None:
    """Begin an empty register with the technologies that the MedTech Funding Mandate has named."""
    call_command("first_technologies", verbosity=0)


def demonstration() -> None:
    """Show on a new local site, with practice made up for it, what case studies and adoption look like."""
    from casestudies.actions.demonstrating import is_untouched, put_on  # needs Django set up

    if settings.LOCAL and is_untouched():
        put_on()


def discussions() -> None:
    """Show there, beside the practice made up for it, what a discussion looks like."""
    from forum.actions.demonstrating import is_untouched, put_on  # needs Django set up

    if settings.LOCAL and is_untouched():
        put_on()


def search() -> None:
    """Let the search find what was there before it was looked for, and measures; every saving keeps the rest."""
    from metrics.searched import MEASURE  # needs Django set up
    from safety.search import fill_empty, refresh

    fill_empty()
    refresh(MEASURE)


STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("Database", database),
    ("Areas", reference_tables),
    ("Outlines of areas", boundaries),
    ("Styles and scripts", static_files),
    ("Administrator", administrator),
    ("Technologies", technologies),
    ("Made-up case studies", demonstration),
    ("Made-up discussions", discussions),
    ("Search", search),
)


def main() -> None:
    django.setup()
    for title, step in STEPS:
        print(f"  {title} …", flush=True)
        step()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
