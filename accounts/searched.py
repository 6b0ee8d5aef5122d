"""The words by which members find people: what their profile says of who they are. Who reads it is asked each time."""

from collections.abc import Iterator

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse

from accounts.models import User
from safety import search
from safety.search.documents import Words

PERSON = "person"
SAID = {"name", "job_role", "closed_at", "is_active"}


@search.source(PERSON)
def words_of_people() -> Iterator[Words]:
    return map(words_of, User.objects.present().exclude(name="").order_by("pk"))


def words_of(person: User) -> Words:
    return Words(person.pk, person.name, person.job_role, reverse("person", args=[person.pk]))


@receiver(post_save, sender=User)
def is_saved(instance: User, update_fields: frozenset[str] | None, **_) -> None:
    """Put the words of a person in while their account is open, under the name that they gave."""
    if update_fields is not None and not SAID & set(update_fields):
        return
    if instance.name and instance.is_active and instance.closed_at is None:
        search.put(PERSON, words_of(instance))
    else:
        search.take_out(PERSON, [instance.pk])


@receiver(post_delete, sender=User)
def is_deleted(instance: User, **_) -> None:
    search.take_out(PERSON, [instance.pk])
