"""How the API writes control charts, rankings and peers. Null is not known, never zero."""

from rest_framework import serializers

from metrics.compute.measures import MEASURES
from metrics.compute.peers import VARIABLES
from metrics.models import Area


def known_or_null(words: str = "") -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=words)


class OnMeasureSerializer(serializers.Serializer):
    """What the answers about one measure have in common."""

    measure = serializers.ChoiceField(list(MEASURES), help_text="The name of the measure.")
    unit = serializers.CharField(help_text="Per cents run from 0 to 100.")
    treatment_function = serializers.CharField(help_text="C_999 is the total of the others.")
    answer = serializers.CharField(help_text="What it comes to, in words, as on the page.")
    url = serializers.URLField(help_text="The page that shows it.")


class SourceSerializer(serializers.Serializer):
    month = serializers.CharField(help_text="As 2025-05.")
    release_sha256 = serializers.CharField(help_text="The SHA-256 of the file it was computed from.")
    is_demonstration = serializers.BooleanField(help_text="True: invented, to show how the site works.")


class MonthSerializer(SourceSerializer):
    release_sha256 = serializers.CharField(
        allow_null=True,
        help_text="The SHA-256 of the file it was computed from; null where none is published.",
    )
    is_demonstration = serializers.BooleanField(allow_null=True, help_text="True: invented.")


class JudgementSerializer(serializers.Serializer):
    icon = serializers.CharField(help_text="The name of the icon.")
    words = serializers.CharField()


class PhaseSerializer(serializers.Serializer):
    """Months that share one mean and one pair of limits."""

    since = serializers.CharField(help_text="The first month, as 2025-05.")
    until = serializers.CharField(help_text="The last month.")
    mean = known_or_null()
    lower_limit = known_or_null()
    upper_limit = known_or_null()
    is_trial = serializers.BooleanField(help_text="Whether the limits rest on fewer than 13 months.")
    starts_because = serializers.CharField(
        allow_null=True, help_text="Why limits start anew here; null for the first."
    )


class PointSerializer(MonthSerializer):
    value = known_or_null("In the unit of the measure.")
    numerator = known_or_null()
    denominator = known_or_null()
    england = known_or_null("England in that month; null where sizes matter, and for England itself.")
    phase = serializers.IntegerField(help_text="From 0: which of `phases` it belongs to.")
    mean = known_or_null("The centre of the chart.")
    lower_limit = known_or_null("As computed: it can lie below 0.")
    upper_limit = known_or_null("As computed: it can lie above 100%.")
    near_lower_limit = known_or_null("Two thirds of the way from the mean to the limit.")
    near_upper_limit = known_or_null("Two thirds of the way from the mean to the limit.")
    rule = serializers.CharField(allow_null=True, help_text="The rule that marks it; null where none does.")
    rule_words = serializers.CharField(allow_blank=True)
    assessment = serializers.CharField(
        allow_null=True,
        help_text="common_cause, or special_cause_ followed by improvement, concern, neutral_high or neutral_low.",
    )
    target = known_or_null("The standard that held then.")


class ControlChartSerializer(OnMeasureSerializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    direction = serializers.ChoiceField(
        ["increase", "decrease", "neutral"], help_text="The way that is better."
    )
    signal = serializers.CharField(help_text="What the latest month says.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="What to know about the limits.")
    variation = JudgementSerializer(
        allow_null=True, help_text="Whether it moves more than usual; null where nothing can be said."
    )
    assurance = JudgementSerializer(
        allow_null=True, help_text="Whether the standard will be met; null where nothing can be said."
    )
    is_trial = serializers.BooleanField(help_text="Whether the latest limits rest on fewer than 13 months.")
    phases = PhaseSerializer(many=True)
    results = PointSerializer(many=True, help_text="The months, oldest first.")


class PlaceSerializer(MonthSerializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True, help_text="1 is best; null where it is not compared.")
    not_ranked_because = serializers.CharField(allow_blank=True)
    value = known_or_null("In the unit of the measure.")
    lower = known_or_null("Of its 95% interval.")
    upper = known_or_null("Of its 95% interval.")
    difference_from_england = known_or_null()
    compared_with_england = serializers.CharField(
        allow_blank=True,
        help_text="better, similar or worse (or higher, lower) by its interval; empty where not known.",
    )
    quarter = serializers.IntegerField(allow_null=True, help_text="From 1, the best placed quarter, to 4.")
    last_five_months = serializers.CharField(
        allow_blank=True, help_text="Where they go, if it is more than chance."
    )
    numerator = known_or_null()
    denominator = known_or_null()
    change_in_a_year = known_or_null()


class RanksSerializer(OnMeasureSerializer):
    kind = serializers.ChoiceField(Area.Kind.choices)
    month = serializers.CharField(help_text="As 2025-05.")
    boundaries = serializers.ChoiceField(["then", "now"])
    direction = serializers.ChoiceField(
        ["increase", "decrease", "neutral"], help_text="The way that is better."
    )
    england = known_or_null("England's value.")
    results = PlaceSerializer(many=True, help_text="Every area of the kind, in order of rank.")


class VariablesSerializer(serializers.Serializer):
    """A number for each variable that areas are compared on."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: known_or_null() for name in VARIABLES}


class PartsSerializer(serializers.Serializer):
    """The same, by other names: in CSV all are columns."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {f"{name}_part": known_or_null() for name in VARIABLES}


class PeerSerializer(serializers.Serializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    rank = serializers.IntegerField(
        allow_null=True, help_text="Its place among all of its kind: 1 is nearest."
    )
    out_of = serializers.IntegerField(help_text="How many could be compared.")
    distance = known_or_null("How unlike it is: 0 is just alike.")
    differs_most_in = serializers.CharField(
        allow_blank=True, help_text="Where its distance comes from, in words."
    )
    parts = PartsSerializer(help_text="The part of its distance that each variable makes up.")
    values = VariablesSerializer(help_text="What it is like: shares in per cent, scores and people.")


class PeersSerializer(serializers.Serializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    answer = serializers.CharField(help_text="Who they are, in words, as on the page.")
    chosen_by_hand = serializers.BooleanField()
    weights = serializers.DictField(
        child=serializers.FloatField(), help_text="How much each variable counts, by its name."
    )
    source = serializers.CharField()
    url = serializers.URLField(help_text="The page that shows it.")
    results = PeerSerializer(many=True, help_text="The peers, the most similar first.")


class BetterPeerSerializer(serializers.Serializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    is_peer = serializers.BooleanField(
        help_text="Whether it is among the areas most like the one asked about."
    )
    does_better = serializers.BooleanField(help_text="By the rule that `rule` states.")
    standing = serializers.CharField(allow_null=True)
    standing_words = serializers.CharField()
    value = known_or_null("Over the period, in the unit of the measure.")
    lower = known_or_null("Of its 95% interval; null for waits.")
    upper = known_or_null("Of its 95% interval; null for waits.")
    gap = known_or_null("How far it is ahead, in the better direction.")
    pathways = known_or_null(
        "That gap in pathways of the area asked about; null for waits and who is not ahead."
    )
    months_ahead = known_or_null()
    compared_months = known_or_null()
    concerns = known_or_null("Concern signals of its chart in the last three months.")
    distance = known_or_null("How unlike it is: 0 is just alike.")
    closeness = known_or_null("1 is just alike.")
    top_months = known_or_null("Months in the best quarter.")
    percentile_sd = known_or_null("How much its place varied.")


class BetterPeersSerializer(OnMeasureSerializer):
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    to = serializers.CharField(help_text="The last month, as 2025-05.")
    rule = serializers.ListField(
        child=serializers.CharField(),
        help_text="How it is judged who does better; empty where nobody can be.",
    )
    set_aside = serializers.CharField(allow_blank=True, help_text="Who is ahead, but shows a concern signal.")
    value = known_or_null("Of the area asked about, over the period.")
    lower = known_or_null("Of its 95% interval.")
    upper = known_or_null("Of its 95% interval.")
    sources = SourceSerializer(many=True)
    results = BetterPeerSerializer(
        many=True, help_text="Every other area of the kind, those that do better first."
    )

    # `from` is a word of Python's, so it cannot be written among the others.
    def get_fields(self) -> dict[str, serializers.Field]:
        first = serializers.CharField(help_text="The first month, as 2024-06.")
        return {**super().get_fields(), "from": first}
