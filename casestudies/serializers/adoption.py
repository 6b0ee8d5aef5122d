"""How the API writes records of adoption."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casestudies.models import Adoption, Rating, StageEvent
from casestudies.models.steps import that_hold
from casestudies.serializers.cases import Addressed


class EventSerializer(serializers.ModelSerializer):
    is_put_right = serializers.BooleanField(help_text="Whether the next one tells the same stage anew.")
    reasons = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = StageEvent
        fields = ("number", "stage", "day", "reasons", "note", "is_put_right")


class RatingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Rating
        fields = ("domain", "complexity", "note")


class RecordSerializer(Addressed, serializers.ModelSerializer):
    number = serializers.IntegerField(source="pk")
    area = serializers.CharField(source="area.code")
    area_name = serializers.CharField(source="area.short_name")
    technology = serializers.CharField(source="technology.slug", help_text="As its address has it.")
    technology_name = serializers.CharField(source="technology.name")
    treatment_functions = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    case_study = serializers.IntegerField(
        source="source_seen", allow_null=True, help_text="The number of the case study that it follows."
    )
    planned_cost = serializers.FloatField(allow_null=True, help_text="In pounds.")
    cost = serializers.FloatField(allow_null=True, help_text="So far, in pounds.")
    contact_email = serializers.SerializerMethodField(help_text="Null for who is no member.")
    events = serializers.SerializerMethodField(help_text="Its stages, the first first.")
    ratings = RatingSerializer(many=True, help_text="How hard it is, by the domains of the NASSS framework.")

    class Meta:
        model = Adoption
        fields = (
            "number",
            "area",
            "area_name",
            "technology",
            "technology_name",
            "setting",
            "stage",
            "since",
            "state",
            "treatment_functions",
            "scope",
            "sites",
            "eligible",
            "reached",
            "planned_for",
            "planned_cost",
            "cost",
            "cost_note",
            "adaptations",
            "help_wanted",
            "help_offered",
            "contact_role",
            "contact_email",
            "links",
            "case_study",
            "next_review",
            "events",
            "ratings",
            "version",
            "changed_at",
            "is_demonstration",
            "url",
        )

    def get_treatment_functions(self, record: Adoption) -> list[str]:
        return [one.treatment_function for one in record.functions.all()]

    def get_links(self, record: Adoption) -> list[str]:
        return record.links.splitlines()

    def get_contact_email(self, record: Adoption) -> str | None:
        return record.contact_email if self.context["is_member"] else None

    @extend_schema_field(EventSerializer(many=True))
    def get_events(self, record: Adoption) -> list[dict]:
        told = list(record.events.all())
        hold = {event.pk for event in that_hold(told)}
        for event in told:
            event.is_put_right = event.pk not in hold
        return EventSerializer(told, many=True).data
