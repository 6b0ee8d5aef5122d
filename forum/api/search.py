"""Searching the whole site."""

import django_filters
from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError

from accounts.api.readers import OfReaders
from forum.forms.finding import KINDS, SearchAsked
from forum.presenters.finding import results
from forum.serializers.search import SearchSerializer
from metrics.api.addresses import checked
from metrics.api.answers import Answer, AreaFilter, Question, asked_by, one_treatment_function
from metrics.compute.measures import MEASURES
from safety.search.words import LONGEST


class SearchQuestion(Question):
    q = django_filters.CharFilter(
        required=True, max_length=LONGEST, help_text="Words: what has all of them is found."
    )
    kind = django_filters.ChoiceFilter(
        choices=list(KINDS.items()), required=False, help_text="A kind of thing: that alone."
    )
    area = AreaFilter(required=False, help_text="The code of an area: about it or an area within it.")
    measure = django_filters.ChoiceFilter(
        choices=[(slug, one.title) for slug, one in MEASURES.items()],
        required=False,
        help_text="The name of a measure.",
    )
    treatment_function = one_treatment_function()
    category = django_filters.CharFilter(required=False, help_text="Of discussions: a category’s address.")
    tag = django_filters.CharFilter(required=False, help_text="Of discussions: a tag.")
    author = django_filters.CharFilter(required=False, help_text="Of discussions: a name, or part of one.")
    first = django_filters.CharFilter(required=False, help_text="On this day, as 2025-05-31, or after it.")
    last = django_filters.CharFilter(required=False, help_text="On this day or before it.")
    page = django_filters.NumberFilter(
        required=False, min_value=1, help_text="Which page of twenty: the first, if none is named."
    )


@extend_schema(tags=["search"], parameters=asked_by(SearchQuestion))
class Search(OfReaders, Answer):
    """What has the words asked for, of all that you may see: the newest hundred of each kind, what fits best first."""

    filterset_class = SearchQuestion
    serializer_class = SearchSerializer

    def answer(self, asked: dict) -> dict:
        user = self.request.user
        form = SearchAsked(given(asked), user=user)
        own = [name for name in SearchAsked.OF_DISCUSSIONS if asked[name] and name not in form.fields]
        if own:
            raise ValidationError({name: ["Sign in to ask for this: members alone find it."] for name in own})
        checked(form)
        found = results(user, form.words, form.narrowing, given(asked), kind=asked["kind"])
        pages = found.page
        return {
            "asked": found.asked,
            "words": found.words,
            "count": pages.paginator.count,
            "page": pages.number,
            "pages": pages.paginator.num_pages,
            "more": found.more,
            "results": [
                {
                    "kind": row.entry.kind,
                    "title": row.title,
                    "excerpt": row.entry.excerpt,
                    "facts": list(row.facts),
                    "url": self.page(row.entry.address),
                }
                for row in found.rows
            ],
        }


def given(asked: dict) -> QueryDict:
    """Return what was asked by the names of the page's form, as an address holds it."""
    area = asked["area"].code if asked["area"] else ""
    renamed = asked | {"area": area, "function": asked["treatment_function"]}
    held = QueryDict(mutable=True)
    held.update({name: f"{value}" for name, value in renamed.items() if value})
    return held
