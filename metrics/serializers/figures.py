"""How the API writes figures."""

from rest_framework import serializers

from metrics.compute.waits import FIGURE_COLUMNS
from metrics.models import Figure


class AsMade(serializers.ListSerializer):
    """Writes rows as they were made, which costs a tenth of asking each field for each row."""

    def to_representation(self, data: list[dict]) -> list[dict]:
        names = list(self.child.fields)
        return [{name: row[name] for name in names} for row in data]


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
        list_serializer_class = AsMade
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
