"""How the API writes measures."""

from rest_framework import serializers

from metrics.compute.measures import QUANTITIES


class TargetSerializer(serializers.Serializer):
    value = serializers.FloatField(help_text="In the unit of the measure.")
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    label = serializers.CharField()
    source = serializers.CharField()
    is_milestone = serializers.BooleanField()
    is_national = serializers.BooleanField()


class MeasureSerializer(serializers.Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    unit = serializers.CharField(help_text="Per cents run from 0 to 100.")
    direction = serializers.ChoiceField(
        ["increase", "decrease", "neutral"], help_text="The way that is better."
    )
    decimals = serializers.IntegerField(help_text="How many to show.")
    formula = serializers.CharField()
    numerator = serializers.SerializerMethodField()
    denominator = serializers.SerializerMethodField()
    why = serializers.CharField()
    caveats = serializers.ListField(child=serializers.CharField())
    targets = TargetSerializer(many=True)
    is_headline = serializers.BooleanField()
    is_stock = serializers.BooleanField()
    comparable = serializers.BooleanField(help_text="Whether areas of different size can be compared on it.")
    population = serializers.CharField(allow_null=True)

    def get_numerator(self, measure) -> str | None:
        return measure.numerator and QUANTITIES[measure.numerator].words

    def get_denominator(self, measure) -> str | None:
        return measure.denominator and QUANTITIES[measure.denominator].words
