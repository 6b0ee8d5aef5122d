"""Addresses of a person's own account: profile, membership, what they were told, their data."""

from django.urls import path

from accounts.views import letters, membership, my_data, pictures, profile, tokens

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/about/", profile.change_about, name="profile-about"),
    path("profile/picture/", pictures.change_picture, name="profile-picture"),
    path("profile/interests/", profile.change_interests, name="profile-interests"),
    path("profile/notifications/", profile.change_notifications, name="profile-notifications"),
    path("letters/stop/<str:signed>/", letters.stop, name="stop-letters"),
    path("membership/", membership.membership, name="membership"),
    path("membership/<int:pk>/leave/", membership.leave, name="membership-leave"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/withdraw/", tokens.token_withdraw, name="token-withdraw"),
    path("data/", my_data.my_data, name="my-data"),
    path("delete/", my_data.delete_account, name="delete-account"),
]
