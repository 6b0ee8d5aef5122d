"""How the API writes what was found."""

from rest_framework import serializers

from forum.forms.finding import KINDS


class FoundSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(list(KINDS))
    title = serializers.CharField()
    excerpt = serializers.CharField(allow_blank=True, help_text="HTML: a piece with the words marked.")
    facts = serializers.ListField(child=serializers.CharField(), help_text="Who wrote it, when and where.")
    url = serializers.URLField()


class SearchSerializer(serializers.Serializer):
    asked = serializers.CharField()
    words = serializers.CharField(
        help_text="Those that were found: others than asked for, where nothing has these."
    )
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    more = serializers.CharField(allow_blank=True, help_text="Of which kinds there are more than a hundred.")
    results = FoundSerializer(many=True)
