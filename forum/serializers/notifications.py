"""How the API writes what a person is told."""

from rest_framework import serializers

from forum.models import Notification
from forum.presenters.notifying import words_of


class NotificationSerializer(serializers.ModelSerializer):
    number = serializers.IntegerField(source="pk")
    words = serializers.SerializerMethodField(help_text="What you are told, in one line.")
    thread = serializers.IntegerField(source="post.thread_id", help_text="The thread's number.")
    post = serializers.IntegerField(source="post.number", help_text="The post's number in its thread.")
    url = serializers.SerializerMethodField(help_text="Where one reads on.")

    class Meta:
        model = Notification
        fields = ("number", "kind", "words", "thread", "post", "at", "read_at", "url")

    def get_words(self, told: Notification) -> str:
        return words_of(told)

    def get_url(self, told: Notification) -> str:
        return self.context["request"].build_absolute_uri(told.post.get_absolute_url())
