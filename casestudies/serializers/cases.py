"""How the API writes case studies."""

from datetime import date

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casestudies.models import CaseStudy, Outcome
from casestudies.models.vocabulary import Barrier
from casestudies.presenters.case_page import published_on
from casestudies.presenters.files import files_shown
from casestudies.questions import GROUPS, questions_of

CASE_FIELDS = (
    "number",
    "title",
    "summary",
    "kind",
    "state",
    "area",
    "area_name",
    "areas",
    "treatment_functions",
    "technologies",
    "care_setting",
    "started",
    "ended",
    "design",
    "author_rating",
    "confirmed_rating",
    "published",
    "confirmed",
    "version",
    "is_demonstration",
    "url",
)


class Addressed(serializers.Serializer):
    """What has a page of its own."""

    url = serializers.SerializerMethodField(help_text="The page that shows it.")

    def get_url(self, thing) -> str:
        return self.context["request"].build_absolute_uri(thing.get_absolute_url())


class CaseSerializer(Addressed, serializers.ModelSerializer):
    number = serializers.IntegerField(source="pk", help_text="It lasts, whatever becomes of the title.")
    area = serializers.CharField(source="home.code", help_text="Whose it is: the area's code.")
    area_name = serializers.CharField(source="home.short_name")
    areas = serializers.SerializerMethodField(help_text="Codes of the areas that it is about.")
    treatment_functions = serializers.SerializerMethodField()
    technologies = serializers.SerializerMethodField(help_text="As the address of each has it.")
    published = serializers.SerializerMethodField()
    confirmed = serializers.DateField(
        source="confirmed_on", allow_null=True, help_text="When it was last said to hold."
    )

    class Meta:
        model = CaseStudy
        fields = CASE_FIELDS

    def get_areas(self, case: CaseStudy) -> list[str]:
        return sorted(one.code for one in case.areas.all())

    def get_treatment_functions(self, case: CaseStudy) -> list[str]:
        return sorted(one.treatment_function for one in case.functions.all())

    def get_technologies(self, case: CaseStudy) -> list[str]:
        return sorted(one.slug for one in case.technologies.all() if one.state == one.State.LISTED)

    def get_published(self, case: CaseStudy) -> date | None:
        return published_on(case)


class OutcomeSerializer(serializers.ModelSerializer):
    """What it claims to have changed."""

    area = serializers.CharField(source="area.code")

    class Meta:
        model = Outcome
        fields = (
            "role",
            "measure",
            "area",
            "treatment_function",
            "starts",
            "ends",
            "claim",
            "before",
            "after",
        )


class AnswerSerializer(serializers.Serializer):
    question = serializers.CharField(help_text="Its name.")
    group = serializers.CharField()
    label = serializers.CharField(help_text="The question in words.")
    text = serializers.CharField(help_text="Markdown.")


class FileSerializer(serializers.Serializer):
    name = serializers.CharField()
    about = serializers.CharField(help_text="Its kind and size.")
    caption = serializers.CharField(allow_blank=True)
    url = serializers.SerializerMethodField()

    def get_url(self, file) -> str:
        return self.context["request"].build_absolute_uri(file.address)


class CaseDetailSerializer(CaseSerializer):
    answers = serializers.SerializerMethodField()
    outcomes = OutcomeSerializer(many=True)
    barriers = serializers.ListField(source="barrier_codes", child=serializers.ChoiceField(Barrier.choices))
    effects = serializers.ListField(
        source="effect_numbers",
        child=serializers.IntegerField(),
        help_text="Numbers of what the figures say of its claims.",
    )
    files = serializers.SerializerMethodField()
    contact_role = serializers.SerializerMethodField(help_text="Null for who is no member.")
    contact_email = serializers.SerializerMethodField(help_text="Null for who is no member.")
    citation = serializers.CharField(allow_null=True)

    class Meta(CaseSerializer.Meta):
        fields = (
            *CASE_FIELDS,
            "retired_because",
            "answers",
            "outcomes",
            "barriers",
            "effects",
            "files",
            "contact_role",
            "contact_email",
            "citation",
        )

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, case: CaseStudy) -> list[dict]:
        return [
            {"question": one.slug, "group": group.slug, "label": one.label, "text": case.answers[one.slug]}
            for group in GROUPS
            for one in questions_of(group.slug)
            if case.answers.get(one.slug)
        ]

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, case: CaseStudy) -> list[dict]:
        files = files_shown(case.files.select_related("upload")) if case.has_files else []
        return FileSerializer(files, many=True, context=self.context).data

    def get_contact_role(self, case: CaseStudy) -> str | None:
        return case.contact_role if case.is_read_by_member else None

    def get_contact_email(self, case: CaseStudy) -> str | None:
        return case.contact_email if case.is_read_by_member else None
