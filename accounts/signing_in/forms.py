"""The forms of django-allauth in NHS markup and plain words."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.socialaccount.forms import DisconnectForm
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.actions.signing_in import drop_waiting_address, note, note_too_many_attempts
from accounts.models import User
from accounts.queries import is_allowed
from accounts.signing_in.attempts import counted
from accounts.signing_in.passwords import LikeThePerson
from safety.guard_fields import GuardedForm
from safety.typed import TypedForm

NEW_PASSWORD = "At least 12 characters. Three random words are easy to keep in mind."
LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "Password",
    "password2": "The same password again",
    "code": "Code",
}
EMPTY = {
    "login": "Enter your email address.",
    "email": "Enter your email address.",
    "password": "Enter your password.",
    "oldpassword": "Enter your current password.",
    "password1": "Enter a password.",
    "password2": "Enter the same password again.",
    "code": "Enter the code.",
    "name": "Enter a name.",
}
WRONG_ADDRESS = "Enter an email address like name@nhs.net."


class InOurWords(TypedForm):
    """Gives a form's fields the design system's classes, labels in plain words and errors that say what to do."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = NEW_PASSWORD if name == "password1" else ""
            field.error_messages |= {"required": EMPTY.get(name, "Fill this in."), "invalid": WRONG_ADDRESS}
            field.widget.attrs.pop("placeholder", None)
            dress(name, field.widget)


def dress(name: str, widget: forms.Widget) -> None:
    """Give a widget the design system's class, and what tells a browser how to help."""
    if isinstance(widget, forms.PasswordInput):
        kind = "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input"
        widget.attrs |= {"class": kind, "autocapitalize": "none", "spellcheck": "false"}
    elif isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = "nhsuk-checkboxes__input"
    elif isinstance(widget, forms.TextInput):
        width = " nhsuk-input--width-10" if name == "code" else ""
        widget.attrs |= {"class": f"nhsuk-input{width}", "spellcheck": "false"}


class OfAllowedDomain:
    """Refuses email addresses of domains that are not let in, in one sentence with what to do."""

    def clean_email(self) -> str:
        email = super().clean_email()
        if not is_allowed(email):
            raise get_adapter().validation_error("domain_not_allowed")
        return email


class SignIn(InOurWords, account.LoginForm):
    pass


class SignUp(GuardedForm, InOurWords, OfAllowedDomain, account.SignupForm):
    name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Your address at work. We send a link to it."

    def clean(self) -> dict:
        """Look at the password beside the name too: django-allauth knows the address alone."""
        said = super().clean()
        if "password1" in said:
            person = User(email=said.get("email", ""), name=said.get("name", ""))
            try:
                LikeThePerson().validate(said["password1"], person)
            except forms.ValidationError as refused:
                self.errors.setdefault("password1", self.error_class(refused.messages))
        return said

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists and drop_waiting_address(email=self.cleaned_data["email"]):
            self.account_already_exists = False
        if self.account_already_exists:
            # A new account's password is hashed: who has an account already must not be told by being quicker.
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddressToBe(account.AddEmailForm):
    """Takes a new address from people with a second step too, once their present one is verified.

    django-allauth refuses them, lest an address that is not theirs keep its owner out for good. Here the present
    address stays until the new one is verified, and one that waits keeps nobody out: see `SignUp` and
    `ForgottenPassword`.
    """

    def clean_email(self) -> str:
        try:
            return super().clean_email()
        except forms.ValidationError as refused:
            if refused.code != "add_email_blocked" or not EmailAddress.objects.get_verified(self.user):
                raise
        return self.cleaned_data["email"].lower()


class NewAddress(InOurWords, OfAllowedDomain, AddressToBe):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New email address"


class ChangePassword(InOurWords, account.ChangePasswordForm):
    pass


class SetPassword(InOurWords, account.SetPasswordForm):
    pass


class ForgottenPassword(InOurWords, account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Look for who has the address: whoever only asked to change to it has not shown that it is theirs."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class NewPassword(InOurWords, account.ResetPasswordKeyForm):
    pass


class ConfirmPassword(InOurWords, account.ReauthenticateForm):
    pass


class CountedByOrigin(forms.Form):
    """Counts wrong codes against where they come from too."""

    def clean_code(self) -> str:
        with counted():
            return super().clean_code()


class SecondStep(InOurWords, CountedByOrigin, second_step.AuthenticateForm):
    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except forms.ValidationError as refused:
            if refused.code == "too_many_login_attempts":
                origin = get_adapter().get_client_ip(context.request)
                note_too_many_attempts(user=self.user, origin=origin)
            raise


class ConfirmCode(InOurWords, CountedByOrigin, second_step.ReauthenticateForm):
    pass


class ConnectApp(InOurWords, CountedByOrigin, ActivateTOTPForm):
    pass


NOT_ACCEPTED = "This passkey was not accepted. Try again, or choose another way."


@contextmanager
def refused_for(*errors: type[Exception]) -> Iterator[None]:
    """Refuse in words of a passkey what is none of this person's, and what a passkey's device never sends.

    The libraries behind take the parts of what is sent for granted.
    """
    try:
        yield
    except forms.ValidationError as refused:
        if getattr(refused, "code", "") != "incorrect_code":
            raise
        raise forms.ValidationError(NOT_ACCEPTED, code="incorrect_code") from None
    except errors:
        raise forms.ValidationError(NOT_ACCEPTED, code="incorrect_code") from None


NOT_OF_A_DEVICE = (AttributeError, KeyError, TypeError, ValueError)


class SaidByADevice(forms.JSONField):
    """What a passkey's device says: read once, never shown again."""

    widget = forms.HiddenInput
    default_error_messages = {"required": NOT_ACCEPTED, "invalid": NOT_ACCEPTED}

    def to_python(self, value: str) -> dict | None:
        with refused_for(RecursionError):
            return super().to_python(value)

    def bound_data(self, data: str, initial: str) -> str:
        return ""


class AddPasskey(GuardedForm, InOurWords, AddWebAuthnForm):
    credential = SaidByADevice()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "A name for it"
        self.fields["passwordless"].label = "Sign in with it alone, without a password"

    def clean(self) -> dict:
        with refused_for(*NOT_OF_A_DEVICE):
            return super().clean()


class OfADevice(forms.Form):
    credential = SaidByADevice()

    def clean_credential(self) -> Authenticator:
        with refused_for(*NOT_OF_A_DEVICE):
            return super().clean_credential()


class SignInByPasskey(OfADevice, LoginWebAuthnForm):
    pass


class SecondStepByPasskey(OfADevice, AuthenticateWebAuthnForm):
    pass


class ConfirmByPasskey(OfADevice, ReauthenticateWebAuthnForm):
    pass


class RenamePasskey(GuardedForm, InOurWords, EditWebAuthnForm):
    pass


class Disconnect(DisconnectForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        which = "Choose the account that you no longer use."
        self.fields["account"].error_messages |= {"required": which, "invalid_choice": which}


class EndSessions(ManageUserSessionsForm):
    """Ends one of a person's own sessions, or all but this one."""

    session = forms.IntegerField(required=False)

    def save(self, request: HttpRequest) -> None:
        if one := self.cleaned_data["session"]:
            ended = UserSession.objects.filter(user=request.user, pk=one)
        else:
            ended = UserSession.objects.filter(user=request.user)
            ended = ended.exclude(session_key=request.session.session_key)
        count = len([session.end() for session in ended])
        if count:
            note(act="end session", user=request.user, sessions=count)
