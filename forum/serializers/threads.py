"""How the API writes threads and posts."""

from rest_framework import serializers

from casestudies.serializers.cases import Addressed
from forum.actions.clashes import version_of
from forum.models import Post, Thread
from forum.presenters.posts import name_of


class ThreadSerializer(Addressed, serializers.ModelSerializer):
    number = serializers.IntegerField(source="pk", help_text="It lasts, whatever becomes of the title.")
    author = serializers.SerializerMethodField(help_text="The name that others see.")
    category = serializers.SerializerMethodField(help_text="As its address has it; null of none.")
    area = serializers.SerializerMethodField(help_text="The code of the area that it is about; null of none.")
    case_study = serializers.SerializerMethodField(help_text="The number of the case study that it is about.")
    technology = serializers.SerializerMethodField(help_text="As its address has it.")
    adoption_record = serializers.SerializerMethodField(
        help_text="The number of the record that it is about."
    )
    tags = serializers.SerializerMethodField()
    is_pinned = serializers.SerializerMethodField()

    class Meta:
        model = Thread
        fields = (
            "number",
            "title",
            "kind",
            "author",
            "category",
            "area",
            "measure",
            "treatment_function",
            "case_study",
            "technology",
            "adoption_record",
            "tags",
            "replies",
            "last_number",
            "created_at",
            "last_post_at",
            "is_answered",
            "is_locked",
            "is_pinned",
            "url",
        )

    def get_author(self, thread: Thread) -> str:
        return name_of(thread.author)

    def get_category(self, thread: Thread) -> str | None:
        return thread.category and thread.category.slug

    def get_area(self, thread: Thread) -> str | None:
        return thread.area and thread.area.code

    def get_case_study(self, thread: Thread) -> int | None:
        return thread.case_study_seen and thread.case_study_seen.pk

    def get_technology(self, thread: Thread) -> str | None:
        return thread.technology_seen and thread.technology_seen.slug

    def get_adoption_record(self, thread: Thread) -> int | None:
        return thread.adoption_seen and thread.adoption_seen.pk

    def get_tags(self, thread: Thread) -> list[str]:
        return sorted(thread.tag_names.split(",")) if thread.tag_names else []

    def get_is_pinned(self, thread: Thread) -> bool:
        return thread.pinned_at is not None


class PostSerializer(Addressed, serializers.ModelSerializer):
    thread = serializers.IntegerField(source="thread_id", help_text="The thread's number.")
    author = serializers.SerializerMethodField(help_text="The name that others see.")
    reply_to = serializers.SerializerMethodField(help_text="The number of the post that it answers.")
    html = serializers.CharField(
        source="shown", help_text="What it says as the page shows it: names and figures as they are now."
    )
    is_answer = serializers.SerializerMethodField(help_text="Whether it was accepted as the answer.")

    class Meta:
        model = Post
        fields = (
            "thread",
            "number",
            "author",
            "reply_to",
            "state",
            "html",
            "is_answer",
            "created_at",
            "edited_at",
            "url",
        )

    def get_author(self, post: Post) -> str:
        return name_of(post.author)

    def get_reply_to(self, post: Post) -> int | None:
        return post.reply_to and post.reply_to.number

    def get_is_answer(self, post: Post) -> bool:
        return post.thread.accepted_id == post.pk


class PostWholeSerializer(PostSerializer):
    text = serializers.CharField(help_text="Markdown, as it was typed.")
    version = serializers.SerializerMethodField(help_text="Which version it is: send it along with a change.")

    class Meta(PostSerializer.Meta):
        fields = (*PostSerializer.Meta.fields, "text", "version")

    def get_version(self, post: Post) -> int:
        return version_of(post)
