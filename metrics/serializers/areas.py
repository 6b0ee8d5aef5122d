"""How the API writes areas."""

from rest_framework import serializers

from metrics.models import Area, Membership, Population, Succession

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
