"""The world that tests of who may do what walk through."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.matrix.world import World


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """The world with its people, in a transaction that is never committed."""
    settings = {"MEDIA_ROOT": tmp_path_factory.mktemp("media"), "MFA_REQUIRED": True}
    with django_db_blocker.unblock(), override_settings(**settings), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(everybody: World, db) -> World:
    """The world without the things that another test made: they went with its transaction."""
    everybody.forget()
    return everybody
