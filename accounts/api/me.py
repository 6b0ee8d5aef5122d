"""Who one is to the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers

from accounts.api.scopes import InScope
from accounts.models import Token, User
from metrics.api.addresses import Address


class TokenSerializer(serializers.ModelSerializer):
    scopes = serializers.ListField(child=serializers.ChoiceField(Token.Scope.choices))

    class Meta:
        model = Token
        fields = ("name", "scopes", "last_day")


class MeSerializer(serializers.ModelSerializer):
    areas = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the areas they belong to."
    )
    token = TokenSerializer(allow_null=True, help_text="The token that asks; null for somebody signed in.")

    class Meta:
        model = User
        fields = ("id", "name", "areas", "token")


@extend_schema(tags=["you"])
class Me(Address, generics.RetrieveAPIView):
    """Who asks: to try a token, and to see what it may do and until when."""

    permission_classes = (InScope,)
    serializer_class = MeSerializer

    def get_object(self) -> dict:
        user = self.request.user
        areas = sorted(user.claims.holding().values_list("area__code", flat=True))
        return {"id": user.pk, "name": user.name, "areas": areas, "token": self.request.auth}
