from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField


class SignInForm(AuthenticationForm):
    """E-mail address and password; whatever is wrong with them, the answer is the same."""

    username = UsernameField(
        label="E-mail address",
        widget=forms.EmailInput(
            attrs={"class": "nhsuk-input", "autocomplete": "username", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your e-mail address."},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "class": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
                "autocomplete": "current-password",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Enter your password."},
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "The e-mail address or the password is wrong. Check both and try again.",
    }
