"""The words by which case studies, collections and technologies are found: kept beside every saving of one, of public
ones alone.
"""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from casestudies.models import CaseStudy, Collection
from casestudies.models.technologies import Technology
from metrics.compute.extract import TREATMENT_FUNCTIONS
from safety import search
from safety.search.documents import Words, as_sentences, plain

CASE_STUDY = "case study"
COLLECTION = "collection"
TECHNOLOGY = "technology"
AT_ONCE = 200


@search.source(CASE_STUDY)
def words_of_all() -> Iterator[Words]:
    cases = with_words(CaseStudy.objects.order_by("pk"))
    return map(words_of, cases.iterator(chunk_size=AT_ONCE))


def with_words(cases: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
    """Return those case studies whose words may be found, with what they are made of."""
    return cases.published().prefetch_related("areas", "functions", "technologies__aliases", "outcomes")


def words_of(case: CaseStudy) -> Words:
    """Return what a case study is found by: all that everybody reads of it. Whom to ask is for members, so not that."""
    listed = [one for one in case.technologies.all() if one.state == Technology.State.LISTED]
    parts = [
        case.summary,
        *(text for outcome in case.outcomes.all() for text in outcome.texts()),
        *(plain(html) for html in case.html.values()),
        *(one.name for one in listed),
        *(alias.name for one in listed for alias in one.aliases.all()),
        *(TREATMENT_FUNCTIONS.get(one.treatment_function, "") for one in case.functions.all()),
        *(area.name for area in case.areas.all()),
    ]
    return Words(case.pk, case.title, as_sentences(parts), case.get_absolute_url())


def read_anew(cases: QuerySet[CaseStudy]) -> None:
    """Read the words of case studies again, after what they name changed."""
    search.put(CASE_STUDY, *map(words_of, with_words(cases)))


def forget(numbers: Iterable[int]) -> None:
    search.take_out(CASE_STUDY, list(numbers))


@receiver(post_save, sender=CaseStudy)
def is_saved(instance: CaseStudy, **_) -> None:
    """Put the words of a published case study in, take those of any other out."""
    if instance.state == CaseStudy.State.PUBLISHED:
        read_anew(CaseStudy.objects.filter(pk=instance.pk))
    else:
        forget([instance.pk])


@receiver(post_delete, sender=CaseStudy)
def is_deleted(instance: CaseStudy, **_) -> None:
    forget([instance.pk])


@search.source(COLLECTION)
def words_of_collections() -> Iterator[Words]:
    return map(words_of_collection, Collection.objects.shared().order_by("pk").iterator(chunk_size=AT_ONCE))


def words_of_collection(collection: Collection) -> Words:
    """Return what a collection is found by: what it is called and says, not what is in it, which has its own words."""
    return Words(collection.pk, collection.title, collection.about, collection.get_absolute_url())


@receiver(post_save, sender=Collection)
def collection_is_saved(instance: Collection, **_) -> None:
    """Put the words of a collection in while everybody reads it."""
    if instance.is_public:
        search.put(COLLECTION, words_of_collection(instance))
    else:
        search.take_out(COLLECTION, [instance.pk])


@receiver(post_delete, sender=Collection)
def collection_is_deleted(instance: Collection, **_) -> None:
    search.take_out(COLLECTION, [instance.pk])


@search.source(TECHNOLOGY)
def words_of_technologies() -> Iterator[Words]:
    listed = Technology.objects.listed().order_by("pk")
    return map(
        words_of_technology, listed.prefetch_related("aliases", "functions").iterator(chunk_size=AT_ONCE)
    )


def words_of_technology(technology: Technology) -> Words:
    parts = [
        *(alias.name for alias in technology.aliases.all()),
        technology.summary,
        technology.purpose,
        technology.get_kind_display(),
        technology.supplier,
        *(TREATMENT_FUNCTIONS.get(one.treatment_function, "") for one in technology.functions.all()),
    ]
    return Words(technology.pk, technology.name, as_sentences(parts), technology.get_absolute_url())


def read_technology_anew(technology: Technology) -> None:
    """Read the words of a technology again after it was saved, or what belongs to it, and those of its case studies."""
    if technology.state == Technology.State.LISTED:
        search.put(TECHNOLOGY, words_of_technology(technology))
    else:
        search.take_out(TECHNOLOGY, [technology.pk])
    read_anew(technology.case_studies.all())


@receiver(post_save, sender=Technology)
def technology_is_saved(instance: Technology, **_) -> None:
    read_technology_anew(instance)


@receiver(post_delete, sender=Technology)
def technology_is_deleted(instance: Technology, **_) -> None:
    search.take_out(TECHNOLOGY, [instance.pk])
