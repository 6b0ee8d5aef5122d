"""Addresses of signing in. django-allauth asks for its own names; `sign-in` and `sign-out` are this site's."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as work
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.http import require_http_methods

from accounts.signing_in import addresses, views


class Base36(StringConverter):
    """Who a link for a new password is for: what follows the first dash is its key."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")
urlpatterns = [
    path("", views.your_account, name="your-account"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("sign-up/", views.sign_up, name="account_signup"),
    path("sign-up/sent/", addresses.link_sent, name="account_email_verification_sent"),
    path("verify/<str:key>/", addresses.VerifyAddress.as_view(), name="account_confirm_email"),
    path("address/", addresses.ChangeAddress.as_view(), name="account_email"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("password/forgotten/", views.forgotten_password, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/new/<base36:uidb36>-<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("two-steps/", second_step.index, name="mfa_index"),
    path("two-steps/sign-in/", second_step.authenticate, name="mfa_authenticate"),
    path("two-steps/confirm/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("two-steps/app/", app.activate_totp, name="mfa_activate_totp"),
    path("two-steps/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("two-steps/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("two-steps/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("two-steps/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/sign-in/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("employer/", work.connections, name="socialaccount_connections"),
    path("employer/sign-up/", work.signup, name="socialaccount_signup"),
    path("employer/cancelled/", work.login_cancelled, name="socialaccount_login_cancelled"),
    path("employer/error/", work.login_error, name="socialaccount_login_error"),
    path("oidc/<str:provider_id>/login/", views.to_the_employer, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
]
# django-allauth's views answer more methods than any page here asks for.
for pattern in urlpatterns:
    pattern.callback = require_http_methods(["GET", "HEAD", "POST"])(pattern.callback)
