"""What django-allauth asks of this site: who may come in, what people are told, and what is counted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy

from accounts.actions.closing import give_up_sign_up
from accounts.actions.letters import write
from accounts.actions.signing_in import note_too_many_attempts
from accounts.models import User
from accounts.permissions import is_suspended
from accounts.queries import is_allowed
from accounts.signing_in import attempts
from accounts.signing_in.letters import note_written
from accounts.signing_in.two_steps import must_take_two_steps, takes_two_steps
from accounts.signing_in.wanted import wanted, with_wanted

WRONG = "The email address or the password is wrong. Check both and try again."


def not_allowed() -> str:
    """Return what somebody is told whose email domain is not let in, with whom to ask for it."""
    ask = settings.CONTACT_EMAIL
    return (
        "This site is for the NHS and its partners, and does not know this email domain. Use your work address;"
        f" if this is it, {f'write to {ask}' if ask else 'ask whoever told you of this site'} to have its domain added."
    )


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by email address and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "domain_not_allowed": lazy(not_allowed, str)(),
        "duplicate_email": "This is your address already.",
        "enter_current_password": "The password is wrong. Enter the one that you sign in with.",
        "incorrect_code": "The code is wrong or too old. Enter the one that is shown now.",
        "incorrect_password": "The password is wrong. Enter the one that you sign in with.",
        "too_many_login_attempts": "There were too many wrong attempts. Wait five minutes and try again.",
        "rate_limited": "There were too many attempts. Wait a few minutes and try again.",
    }

    def save_user(self, request: HttpRequest, user: User, form, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify an address; whoever signed up with it and never verified it has it no longer. False: it is taken."""
        try:
            with transaction.atomic():
                if give_up_sign_up(email=email_address.email, by=email_address.user):
                    return super().confirm_email(request, email_address)
        except IntegrityError:  # somebody signed up with it in this moment
            pass
        words = {"email": email_address.email}
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", words)
        return False

    def is_safe_url(self, url: str) -> bool:
        """Say whether an address may be led on to: what is none at all may not, either."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation) -> str:
        """Return the link that verifies an address, with where the person wanted to go before."""
        return with_wanted(super().get_email_confirmation_url(request, emailconfirmation), wanted(request))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue a mail: a worker sends it, so neither time nor a server that is down tells who has an account."""
        words = self.render_mail(template_prefix, email, {"request": self.request, "email": email} | context)
        write(to=email, subject=words.subject, text=words.body, user=context.get("user"))
        note_written(self.request)

    def authenticate(self, request: HttpRequest, **credentials) -> User | None:
        """Return who these credentials are of. A closed account is answered like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def pre_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse | None:
        """Answer in place of signing in whoever is suspended. Administrators' first address is taken at their word."""
        if is_suspended(user):
            return render(
                request,
                "account/suspended.html",
                {"person": user, "contact": settings.CONTACT_EMAIL},
                status=403,
            )
        if user.is_superuser and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Count an attempt to sign in, and write down when there were too many. Raises ValidationError then."""
        try:
            self.of_origin = attempts.count(request)
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            origin = self.get_client_ip(request)
            note_too_many_attempts(email=credentials.get("email", ""), origin=origin)
            raise

    def _rollback_login_failed_rl_usage(self) -> None:
        """Take back what was counted of an attempt that was right: of the account and of the origin."""
        super()._rollback_login_failed_rl_usage()
        self.of_origin.rollback()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        """Count wrong passwords by address and by where they come from, so that nobody locks somebody else out.

        Of IPv6 the network counts: a single home or server has more addresses than anybody could count.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"


class WorkAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts at one's own organisation, by OpenID Connect."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": "That work account belongs to another account here.",
        "disconnect_last": "You sign in with this account alone. Set a password first, then disconnect it.",
        "no_password": "You sign in with this account alone. Set a password first, then disconnect it.",
        "no_verified_email": "Verify your email address first, then disconnect this account.",
    }

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return who has the address that the organisation has verified, and the address."""
        mark_verified(sociallogin)
        return super().authenticate_by_email(sociallogin)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in only whose address the organisation has verified, of a domain that is let in."""
        mark_verified(sociallogin)
        addresses = [each for each in sociallogin.email_addresses if each.verified]
        if not addresses:
            raise ImmediateHttpResponse(refusal(request, "unverified"))
        if not all(is_allowed(each.email) for each in addresses):
            raise ImmediateHttpResponse(refusal(request, "domain"))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        user = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or "")[:120]
        return user


def mark_verified(sociallogin: SocialLogin) -> None:
    """Take an address as verified when the organisation's own claim says so, whatever that claim is called."""
    told = sociallogin.account.extra_data
    claims = (told.get("id_token") or {}) | (told.get("userinfo") or {})
    is_verified = str(claims.get(settings.OIDC_VERIFIED_CLAIM)).lower() in ("true", "1")
    for each in sociallogin.email_addresses:
        each.verified = is_verified


def refusal(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer somebody who signed in at their organisation and is not let in here."""
    words = {"reason": reason, "not_allowed": not_allowed(), "provider": settings.OIDC_NAME}
    return render(request, "socialaccount/refused.html", words, status=403)


class TwoStepAdapter(DefaultMFAAdapter):
    """The second step of signing in."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "Verify your present email address first: follow the link that we sent to it.",
        "cannot_delete_authenticator": "Moderators and administrators need a second step. Add another first.",
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": "Verify your email address first: follow the link that we sent to it.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether a second step may go: staff keep one."""
        user = authenticator.user
        return not must_take_two_steps(user) or takes_two_steps(user, without=authenticator)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Passkey {number}"
