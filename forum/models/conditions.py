"""Conditions that several tables keep."""

from django.db.models import Q, UniqueConstraint


def exactly_one(*columns: str) -> Q:
    """Return the condition that one of some columns is filled, and no other."""
    held = Q()
    for column in columns:
        held |= Q(**{f"{each}__isnull": each != column for each in columns})
    return held


def once_for_each(owner: str, *columns: str, name: str) -> list[UniqueConstraint]:
    """Return the constraints that rows of an owner lead to each thing once, where one of some columns is filled."""
    return [
        UniqueConstraint(
            fields=[owner, column], condition=Q(**{f"{column}__isnull": False}), name=f"{name}_{column}"
        )
        for column in columns
    ]
