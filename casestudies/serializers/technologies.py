"""How the API writes technologies."""

from rest_framework import serializers

from casestudies.models import NiceGuidance, Technology
from casestudies.serializers.cases import Addressed


class GuidanceSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", help_text="As DG12.")
    address = serializers.URLField()

    class Meta:
        model = NiceGuidance
        fields = ("name", "type", "recommendation", "published", "address")


class TechnologySerializer(Addressed, serializers.ModelSerializer):
    aliases = serializers.SerializerMethodField(help_text="Other names by which it is found.")
    treatment_functions = serializers.SerializerMethodField()
    guidance = GuidanceSerializer(many=True, help_text="What NICE published of it, the newest first.")
    funding_years = serializers.SerializerMethodField(
        help_text="Years in which the MedTech Funding Mandate named it, as 2021/22."
    )
    areas_using = serializers.IntegerField(help_text="Areas in which it is in use, by their public records.")
    areas_before = serializers.IntegerField(help_text="Areas that consider or plan it.")
    areas_ended = serializers.IntegerField(help_text="Areas that stopped or declined it.")
    case_studies = serializers.IntegerField(source="studies", help_text="Public ones.")

    class Meta:
        model = Technology
        fields = (
            "slug",
            "name",
            "kind",
            "state",
            "summary",
            "purpose",
            "supplier",
            "procurement",
            "standards",
            "care_setting",
            "evidence_level",
            "aliases",
            "treatment_functions",
            "guidance",
            "funding_years",
            "areas_using",
            "areas_before",
            "areas_ended",
            "case_studies",
            "is_demonstration",
            "changed_at",
            "url",
        )

    def get_aliases(self, technology: Technology) -> list[str]:
        return [one.name for one in technology.aliases.all()]

    def get_treatment_functions(self, technology: Technology) -> list[str]:
        return [one.treatment_function for one in technology.functions.all()]

    def get_funding_years(self, technology: Technology) -> list[str]:
        return [str(one) for one in technology.funding_years.all()]
