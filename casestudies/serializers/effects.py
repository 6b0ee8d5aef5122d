"""How the API writes what the figures say of what began. Null is not known, never zero."""

from rest_framework import serializers

from metrics.compute.effects.choosing import VERDICTS
from metrics.models import Area
from metrics.serializers.answers import known_or_null


class EffectSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    about = serializers.ChoiceField(["adoption", "case study"])
    about_number = serializers.IntegerField(help_text="Of the record of adoption, or of the case study.")
    about_title = serializers.CharField()
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    measure = serializers.CharField()
    treatment_function = serializers.CharField()
    starts = serializers.DateField(help_text="The first day of the month from which it should have moved.")
    ends = serializers.DateField(
        allow_null=True, help_text="The last month that counts; null is to this day."
    )
    verdict = serializers.ChoiceField(list(VERDICTS))
    answer = serializers.CharField(help_text="What the figures say, in one sentence.")
    change = known_or_null("Against the course of other areas; null where it cannot be measured.")
    lower = known_or_null("Of its 95% interval.")
    upper = known_or_null("Of its 95% interval.")
    p = known_or_null("How often chance alone goes as far.")
    unit = serializers.CharField(help_text="Of the change.")
    other_areas = serializers.IntegerField(allow_null=True)
    months_before = serializers.IntegerField()
    months_since = serializers.IntegerField()
    method_version = serializers.CharField()
    publication = serializers.IntegerField(help_text="The publication of figures that was asked.")
    worked_out = serializers.DateTimeField()
    url = serializers.SerializerMethodField(help_text="The page that shows it.")

    def get_url(self, row: dict) -> str:
        return self.context["request"].build_absolute_uri(row["page"])


class CourseSerializer(serializers.Serializer):
    month = serializers.CharField(help_text="As 2025-05.")
    observed = known_or_null()
    mix = known_or_null("The mix of other areas that came nearest before the start.")
    lower = known_or_null("19 of 20 areas in which nothing began lay above this.")
    upper = known_or_null("19 of 20 areas in which nothing began lay below this.")
    gap = known_or_null("How far the area lay from its mix.")


class EffectDetailSerializer(EffectSerializer):
    sentences = serializers.ListField(child=serializers.CharField())
    cautions = serializers.ListField(
        child=serializers.CharField(), help_text="What to know when reading the answer."
    )
    method = serializers.CharField(help_text="In words, with its version.")
    results = CourseSerializer(many=True, help_text="The figures month by month, oldest first.")


class ForestRowSerializer(EffectSerializer):
    kind = serializers.ChoiceField(Area.Kind.choices)


class TogetherSerializer(serializers.Serializer):
    """Areas of a kind taken together on one measure. Numbers are null where there are too few."""

    measure = serializers.CharField()
    treatment_function = serializers.CharField()
    kind = serializers.ChoiceField(Area.Kind.choices)
    areas = serializers.IntegerField()
    change = known_or_null("Of all together.")
    lower = known_or_null("Of its 95% interval.")
    upper = known_or_null("Of its 95% interval.")
    spread = known_or_null("The standard deviation of true changes between areas.")
    p_alike = known_or_null("How often areas that do not differ would lie as far apart.")
    i_squared = known_or_null("The share of what lies between areas that is not chance, in per cent.")
    unit = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())
    worked_out = serializers.DateTimeField()


class DidItWorkSerializer(serializers.Serializer):
    technology = serializers.CharField(help_text="As its address has it.")
    name = serializers.CharField()
    url = serializers.URLField(help_text="The page that shows it.")
    together = TogetherSerializer(many=True)
    results = ForestRowSerializer(many=True, help_text="An area each.")
