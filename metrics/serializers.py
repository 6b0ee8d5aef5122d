"""How the API writes areas, measures and figures. What is not known is null."""

from rest_framework import serializers

from metrics.compute.measures import QUANTITIES
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.models import Area, Figure, Membership, Population, Succession

AREA_FIELDS = (
    "code",
    "kind",
    "name",
    "short_name",
    "ons_code",
    "opened",
    "closed",
    "longitude",
    "latitude",
    "note",
)


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = Area
        fields = AREA_FIELDS


class PartSerializer(serializers.ModelSerializer):
    """The other area of a membership, and from when until when."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Area.Kind.choices)

    class Meta:
        model = Membership
        fields = ("code", "name", "kind", "start", "end")


class ParentSerializer(PartSerializer):
    code = serializers.CharField(source="parent.code")
    name = serializers.CharField(source="parent.short_name")
    kind = serializers.ChoiceField(Area.Kind.choices, source="parent.kind")


class ChildSerializer(PartSerializer):
    code = serializers.CharField(source="child.code")
    name = serializers.CharField(source="child.short_name")
    kind = serializers.ChoiceField(Area.Kind.choices, source="child.kind")


class SuccessorSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="successor.code")
    name = serializers.CharField(source="successor.short_name")
    kind = serializers.CharField(help_text="merger or split.")

    class Meta:
        model = Succession
        fields = ("code", "name", "date", "kind")


class PredecessorSerializer(SuccessorSerializer):
    code = serializers.CharField(source="predecessor.code")
    name = serializers.CharField(source="predecessor.short_name")


class PopulationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Population
        fields = ("source", "date", "people")


class AreaDetailSerializer(serializers.ModelSerializer):
    parents = ParentSerializer(source="memberships", many=True)
    children = ChildSerializer(source="parts", many=True)
    successors = SuccessorSerializer(source="successions", many=True)
    predecessors = PredecessorSerializer(source="precursors", many=True)
    populations = PopulationSerializer(many=True)

    class Meta:
        model = Area
        fields = (*AREA_FIELDS, "parents", "children", "successors", "predecessors", "populations")


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


class FigureSerializer(serializers.ModelSerializer):
    """The figures of one area and treatment function in one month. Null is not known, never zero."""

    month = serializers.CharField(help_text="As 2025-05.")
    area = serializers.CharField(help_text="The area's code.")
    area_name = serializers.CharField()
    population = serializers.IntegerField(allow_null=True, help_text="ONS mid-year estimate.")
    population_date = serializers.DateField(allow_null=True)
    registered = serializers.IntegerField(allow_null=True, help_text="Patients registered with GP practices.")
    registered_date = serializers.DateField(allow_null=True)
    release_sha256 = serializers.CharField(help_text="The SHA-256 of the file it was computed from.")
    is_demonstration = serializers.BooleanField(help_text="True: invented, to show how the site works.")
    measures = serializers.DictField(
        child=serializers.FloatField(allow_null=True), help_text="The value of each measure, by its slug."
    )
    limits = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="The 95% limits of shares and rates, as within-18-weeks_lower and within-18-weeks_upper.",
    )

    class Meta:
        model = Figure
        fields = (
            "month",
            "area",
            "area_name",
            "treatment_function",
            *FIGURE_COLUMNS,
            "population",
            "population_date",
            "registered",
            "registered_date",
            "release_sha256",
            "is_demonstration",
            "measures",
            "limits",
        )
