"""What is kept of people's words, wherever it is: scanned with the rules of today.

Every text of every model of this site is scanned unless its app says that programs write it: a field that is added and
forgotten is scanned too, not left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models

from safety.guard import Found, scan
from safety.guard_fields import written

# Shorter than anything that the guard looks for.
TOO_SHORT = 5
NOT_PROSE = (models.EmailField, models.UUIDField, models.GenericIPAddressField)
PROSE = (models.CharField, models.TextField, models.JSONField, models.FileField)
# Django's own record of what was changed by hand repeats what it changed.
OF_OTHERS = ("admin.logentry",)
AT_ONCE = 500


@dataclass(frozen=True)
class Finding:
    """Where something was found: a model, a row, a field, and the kind; never the text."""

    model: str
    pk: object
    field: str
    found: Found


def findings(chosen: list[type[models.Model]]) -> Iterator[Finding]:
    """Yield what the guard finds in the rows of some models."""
    for model in chosen:
        names = [field.name for field in prose(model)]
        rows = model._base_manager.order_by("pk").values_list("pk", *names).iterator(chunk_size=AT_ONCE)
        for pk, *values in rows:
            for name, value in zip(names, values, strict=True):
                for text in written(value):
                    yield from (Finding(model._meta.label, pk, name, one) for one in scan(text).findings)


def scanned_models() -> list[type[models.Model]]:
    """Return the models in which people's words may be kept, in the order of their names."""
    ours = [model for app in apps.get_app_configs() if _is_ours(app) for model in app.get_models()]
    others = [
        apps.get_model(label)
        for label in OF_OTHERS
        if apps.is_installed(f"django.contrib.{label.split('.')[0]}")
    ]
    return sorted((model for model in ours + others if prose(model)), key=lambda model: model._meta.label)


def prose(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a model in which words may be kept that a person wrote."""
    exempt = getattr(apps.get_app_config(model._meta.app_label), "written_by_programs", {})
    named = exempt.get(model._meta.object_name, ())
    return [
        field for field in model._meta.concrete_fields if _may_be_prose(field) and field.name not in named
    ]


def _may_be_prose(field: models.Field) -> bool:
    is_text = isinstance(field, PROSE) and not isinstance(field, NOT_PROSE)
    is_long_enough = field.max_length is None or field.max_length > TOO_SHORT
    return is_text and is_long_enough and not field.choices


def _is_ours(app: AppConfig) -> bool:
    return Path(app.path).parent == Path(settings.BASE_DIR)
