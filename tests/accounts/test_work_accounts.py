"""Signing in at one's own organisation, with a real provider of OpenID Connect beside the test."""

import base64
import hashlib
import io
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from accounts.actions.restricting import restrict
from accounts.models import Restriction, User
from tests.accounts.outbox import deliver
from tests.factories import moderator, verified

# The provider's own library warns of its own methods, in a thread of this process.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PASSWORD = "walnut harbour pencil"
CALLBACK = "http://testserver/accounts/oidc/employer/login/callback/"
ADA = {"email": "ada.able@nhs.net", "email_verified": True, "name": "Ada Able"}


class Provider:
    """The provider: who it knows, and what it was asked."""

    def __init__(self, server):
        self.address = f"http://localhost:{server.server_port}"
        self.asked: list[dict] = []
        self.application, server.app = server.app, self.listen

    def listen(self, environ: dict, start_response):
        self.asked.append(environ | {"body": body_of(environ)})
        return self.application(environ, start_response)

    def knows(self, sub: str, **claims) -> None:
        httpx.put(f"{self.address}/users/{sub}", json=claims).raise_for_status()


def body_of(environ: dict) -> str:
    """Read what was sent and put it back for the application."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body.decode()


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with run_server_in_thread() as server:
        made = Provider(server)
        settings.OIDC_SERVER_URL = made.address
        app = {
            "provider_id": "employer",
            "name": "NHS England",
            "client_id": "exemplar",
            "secret": "kept quiet",
            "settings": {"server_url": made.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield made


def go(client: Client, sub: str, **parameters):
    """Go to the provider, sign in there as `sub`, and come back; return the answer."""
    away = client.get("/accounts/oidc/employer/login/", parameters)
    back = httpx.post(away.url, data={"sub": sub}).headers["Location"]
    assert back.startswith(CALLBACK)
    return client.get(back.removeprefix("http://testserver"))


def test_the_page_for_signing_in_offers_it_by_name(client, provider, settings):
    settings.OIDC_NAME = "NHS England"

    assert "Sign in with NHS England" in client.get("/accounts/sign-in/").content.decode()


def test_without_settings_nothing_is_offered(client):
    assert "openid" not in client.get("/accounts/sign-in/").content.decode()
    assert client.get("/accounts/oidc/employer/login/").status_code == 404


def test_somebody_new_gets_an_account_without_another_e_mail(client, provider):
    provider.knows("ada", **ADA)

    answer = go(client, "ada", next="/areas/")

    assert answer.url == "/areas/"
    ada = User.objects.get(pk=client.session["_auth_user_id"])
    assert (ada.email, ada.name, ada.has_usable_password()) == ("ada.able@nhs.net", "Ada Able", False)
    assert EmailAddress.objects.get(user=ada).verified
    assert deliver() == []


def test_the_exchange_is_bound_to_this_browser_and_this_question(client, provider):
    provider.knows("ada", **ADA)

    go(client, "ada")

    asked = next(each for each in provider.asked if each["PATH_INFO"] == "/oauth2/authorize")
    parameters = parse_qs(asked["QUERY_STRING"])
    assert parameters["response_type"] == ["code"]
    assert parameters["code_challenge_method"] == ["S256"]
    assert parameters["redirect_uri"] == [CALLBACK]
    assert set(parameters["scope"][0].split()) == {"openid", "profile", "email"}
    token = next(each for each in provider.asked if each["PATH_INFO"] == "/oauth2/token")
    verifier = parse_qs(token["body"])["code_verifier"][0]
    assert 43 <= len(verifier) <= 128
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    assert parameters["code_challenge"] == [hashed.decode()]


def test_each_exchange_has_a_verifier_of_its_own(client, provider):
    provider.knows("ada", **ADA)

    go(client, "ada")
    go(Client(), "ada")

    asked = [
        parse_qs(each["QUERY_STRING"]) for each in provider.asked if each["PATH_INFO"] == "/oauth2/authorize"
    ]
    challenges = {one["code_challenge"][0] for one in asked}
    states = {one["state"][0] for one in asked}
    assert (len(challenges), len(states)) == (2, 2)


def test_scopes_and_the_level_of_assurance_are_asked_for_as_set_up(client, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] |= {"scope": ["openid", "email"], "auth_params": {"acr_values": "AAL3_ANY"}}

    away = client.get("/accounts/oidc/employer/login/")

    asked = parse_qs(urlsplit(away.url).query)
    assert sorted(asked["scope"][0].split()) == ["email", "openid"]
    assert asked["acr_values"] == ["AAL3_ANY"]
    assert asked["code_challenge_method"] == ["S256"]


def test_an_answer_that_another_browser_asked_for_signs_nobody_in(client, provider):
    provider.knows("ada", **ADA)
    away = client.get("/accounts/oidc/employer/login/")
    back = httpx.post(away.url, data={"sub": "ada"}).headers["Location"]
    victim = Client()

    answer = victim.get(back.removeprefix("http://testserver"))

    assert answer.status_code == 401
    assert "Your organisation could not sign you in" in answer.content.decode()
    assert "_auth_user_id" not in victim.session


def test_a_member_of_that_address_is_recognised_and_told(client, provider):
    member = verified("ada.able@nhs.net", password="walnut harbour pencil")
    provider.knows("ada", **ADA)

    go(client, "ada")

    assert client.session["_auth_user_id"] == str(member.pk)
    assert SocialAccount.objects.get().user == member
    assert deliver()[-1].subject == "Work account connected – Exemplar"


def test_who_signed_up_with_somebody_elses_address_is_locked_out_when_its_owner_comes(client, provider):
    client.post(
        "/accounts/sign-up/",
        {"name": "Mal", "email": "ada.able@nhs.net", "password1": "walnut harbour pencil"},
    )
    client.logout()
    provider.knows("ada", **ADA)

    go(client, "ada")

    assert not User.objects.get(email="ada.able@nhs.net").has_usable_password()


@pytest.mark.parametrize("said", [False, None, "no", "false"])
def test_an_address_that_the_provider_has_not_verified_is_refused(client, provider, said):
    provider.knows("ada", **ADA | {"email_verified": said})

    answer = go(client, "ada")

    assert answer.status_code == 403
    assert "does not say that your email address is verified" in answer.content.decode()
    assert not User.objects.exists()


def test_nor_does_it_open_the_account_of_whose_address_it_is(client, provider):
    verified("ada.able@nhs.net", password="walnut harbour pencil")
    provider.knows("mal", **ADA | {"email_verified": False})

    go(client, "mal")

    assert "_auth_user_id" not in client.session


def test_an_address_of_another_domain_is_refused(client, provider):
    provider.knows("ada", **ADA | {"email": "ada@gmail.com"})

    answer = go(client, "ada")

    assert answer.status_code == 403
    assert "does not know this email domain" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("said", [True, "true", "True", 1, "1"])
def test_a_verified_address_is_taken_however_that_is_written(client, provider, said):
    provider.knows("ada", **ADA | {"email_verified": said})

    assert go(client, "ada").status_code == 302
    assert EmailAddress.objects.get().verified


def test_another_providers_word_for_it_does_not_count(client, provider, settings):
    settings.OIDC_VERIFIED_CLAIM = "xms_edov"
    provider.knows("ada", **ADA)

    assert go(client, "ada").status_code == 403


@pytest.mark.parametrize(
    ("edov", "status"), [(True, 302), (1, 302), ("1", 302), (False, 403), (0, 403), ("0", 403)]
)
def test_microsofts_own_claim_counts_where_it_is_named(client, provider, settings, edov, status):
    """Entra ID says `xms_edov` where others say `email_verified`."""
    settings.OIDC_VERIFIED_CLAIM = "xms_edov"
    provider.knows("ada", email="ada.able@nhs.net", name="Ada Able", xms_edov=edov)

    assert go(client, "ada").status_code == status


def test_who_has_a_second_step_here_takes_it_here_too(client, provider):
    member = verified("ada.able@nhs.net", password="walnut harbour pencil")
    TOTP.activate(member, generate_totp_secret())
    provider.knows("ada", **ADA)

    assert go(client, "ada").url == "/accounts/two-steps/sign-in/"
    assert "_auth_user_id" not in client.session


def test_who_stops_at_the_provider_reads_how_to_go_on(client, provider):
    away = client.get("/accounts/oidc/employer/login/")
    state = parse_qs(urlsplit(away.url).query)["state"][0]

    answer = client.get(
        f"/accounts/oidc/employer/login/callback/?error=access_denied&state={state}", follow=True
    )

    assert "You did not sign in" in answer.content.decode()


def test_a_provider_that_is_down_is_told_in_words(client, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://localhost:9"

    answer = client.get("/accounts/oidc/employer/login/")

    assert answer.status_code == 502
    assert "could not sign you in" in answer.content.decode()


def confirmed(client: Client, member: User) -> Client:
    """Sign a member in who has just shown again that it is them."""
    member.set_password(PASSWORD)
    member.save()
    client.post("/accounts/sign-in/", {"login": member.email, "password": PASSWORD})
    client.post("/accounts/confirm/", {"password": PASSWORD})
    return client


def test_whoever_is_suspended_reads_so_when_they_come_by_it(client, provider):
    member = verified("ada.able@nhs.net")
    restrict(user=member, kind=Restriction.Kind.SUSPENSION, by=moderator(), reason="Adverts.")
    provider.knows("ada", **ADA)

    answer = go(client, "ada")

    assert answer.status_code == 403
    assert "Your account is suspended" in answer.text
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_not_opened_by_it(client, provider):
    member = verified("ada.able@nhs.net")
    provider.knows("ada", **ADA)
    go(client, "ada")
    client.logout()
    User.objects.filter(pk=member.pk).update(is_active=False)

    answer = go(client, "ada")

    assert answer.url == "/accounts/closed/"
    assert "This account is closed" in client.get(answer.url).text
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_connected_to_somebody_else_is_not_connected_again(client, provider):
    provider.knows("ada", **ADA)
    go(Client(), "ada")
    other = confirmed(client, verified("bob@nhs.net"))

    answer = go(other, "ada", process="connect")

    assert answer.url == "/accounts/employer/"
    assert "That work account belongs to another account here." in other.get(answer.url).text
    assert SocialAccount.objects.get().user.email == "ada.able@nhs.net"


def test_an_address_that_is_not_let_in_is_not_connected_either(client, provider):
    provider.knows("ada", **ADA | {"email": "ada@gmail.com"})
    other = confirmed(client, verified("bob@nhs.net"))

    assert go(other, "ada", process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_is_not_taken_away(client, provider):
    provider.knows("ada", **ADA)
    go(client, "ada")

    sent = {"account": SocialAccount.objects.get().pk}
    page = client.post("/accounts/employer/", sent, follow=True).text

    assert SocialAccount.objects.exists()
    assert "Set a password first" in page


@pytest.mark.parametrize("sent", [{}, {"account": "999"}, {"account": "x"}])
def test_whoever_disconnects_nothing_of_theirs_is_asked_which(client, provider, sent):
    provider.knows("ada", **ADA)
    go(client, "ada")

    page = client.post("/accounts/employer/", sent, follow=True).text

    assert "Choose the account that you no longer use." in page
    assert SocialAccount.objects.exists()
