"""What is new of practice, for people who watch for it: what everybody reads, held and hidden things never."""

from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from casestudies.models import Adoption, CaseStudy
from casestudies.models.vocabulary import IN_USE
from casestudies.queries.technologies import public_adoption

# What is older is no news: it is on pages.
NEWS_FOR = timedelta(days=30)


def new_cases(since: datetime) -> list[CaseStudy]:
    """Return the case studies that were published since and lately, the oldest first. Four queries at most."""
    published = CaseStudy.objects.published().filter(published_at__gt=_lately(since))
    whole = published.select_related("home").prefetch_related("functions", "outcomes", "authorships")
    return list(whole.defer("answers", "html").order_by("published_at", "pk"))


def new_records(since: datetime) -> list[Adoption]:
    """Return the public records of what is in use that first told so since and lately (`first_used`). Two queries."""
    used = (
        public_adoption().in_use().annotate(first_used=Min("events__at", filter=Q(events__stage__in=IN_USE)))
    )
    fresh: QuerySet[Adoption] = used.filter(first_used__gt=_lately(since)).select_related("area")
    return list(fresh.prefetch_related("functions").order_by("first_used", "pk"))


def _lately(since: datetime) -> datetime:
    return max(since, timezone.now() - NEWS_FOR)
