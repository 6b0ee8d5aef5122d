"""What else threads are about, as far as a reader sees it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.permissions import Someone
from casestudies.models import Adoption, CaseStudy, Outcome, Technology
from casestudies.models.vocabulary import IN_USE
from forum.models import Link, Thread

MOST_OFFERED = 500
CLAIM = JSONObject(
    measure="measure",
    function="treatment_function",
    pk="area_id",
    code="area__code",
    short_name="area__short_name",
    kind="area__kind",
)


def cases_to_link(user: Someone) -> QuerySet[CaseStudy]:
    """Return the case studies that a person may say a thread is about: as those that are discussed."""
    return CaseStudy.objects.visible_to(user).filter(state__in=CaseStudy.PUBLIC)


def technologies_to_link(user: Someone) -> QuerySet[Technology]:
    return Technology.objects.visible_to(user)


def links_seen_by(user: Someone, thread: Thread) -> list[Link]:
    """Return what else a thread is about, without case studies and technologies that the reader does not see.

    One query.
    """
    cases = Q(case_study__isnull=True) | Q(case_study__in=CaseStudy.objects.visible_to(user).values("pk"))
    others = Q(technology__isnull=True) | Q(technology__in=Technology.objects.visible_to(user).values("pk"))
    seen = thread.about_too.filter(cases, others).select_related("area", "case_study", "technology")
    return list(
        with_what_is_known(seen, "case_study", "technology").defer("case_study__answers", "case_study__html")
    )


def with_what_is_known(rows: QuerySet, case: str = "", technology: str = "") -> QuerySet:
    """Return rows with what is known of practice beside a thread, at no query more.

    `claim`: what the case study in the column `case` says changed first: `measure`, `function`, and the area as `pk`,
    `code`, `short_name` and `kind`; None where it says nothing. `areas_using`: how many areas say publicly that they
    use the technology in that column.
    """
    if case:
        claims = Outcome.objects.filter(case=OuterRef(case)).order_by("pk")
        rows = rows.annotate(claim=Subquery(claims.values(told=CLAIM)[:1]))
    if technology:
        seen = Adoption.objects.visible_to(AnonymousUser()).order_by()
        using = seen.filter(technology=OuterRef(technology), stage__in=IN_USE).values("technology")
        counted = using.annotate(areas=Count("area", distinct=True)).values("areas")
        rows = rows.annotate(areas_using=Coalesce(Subquery(counted), 0))
    return rows


def newest_cases_to_link(user: Someone) -> list[CaseStudy]:
    return list(cases_to_link(user).only("pk", "title").order_by("-published_at", "-pk")[:MOST_OFFERED])
