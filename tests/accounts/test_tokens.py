"""Personal tokens of the API: made, shown once, used within their scopes, ended; never more than their owner."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.restricting import restrict
from accounts.actions.tokens import TokenRefused, make_token, withdraw_token
from accounts.models import Restriction, Token, User
from safety.logs import without_secrets
from safety.models import AuditEntry
from tests.accounts.test_my_data import confirmed, download
from tests.factories import MAY, administrator, member, moderator, signed_in, verified

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def made(user: User, *scopes: str, **fields) -> tuple[Token, str]:
    usual = {"name": "Board report", "last_day": timezone.localdate() + timedelta(days=30)}
    return make_token(user=user, scopes=scopes or ("read",), **usual | fields)


def asks(secret: str, name: str = "api-me", **more):
    return Client().get(reverse(name), headers={"Authorization": f"Bearer {secret}"}, **more)


def sent(client: Client, **fields):
    return client.post(reverse("tokens"), {"name": "Board report", "scopes": ["read"], "days": "90"} | fields)


def test_a_token_is_made_and_its_secret_shown_once(client):
    one = confirmed(client, member())

    page = sent(client).content.decode()

    (secret,) = re.findall(r"exm_[\w-]{43}", page)
    kept = Token.objects.get()
    assert (kept.user, kept.name, kept.scopes) == (one, "Board report", ["read"])
    assert kept.last_day == timezone.localdate() + timedelta(days=90)
    assert secret not in str(list(Token.objects.values()))
    assert asks(secret).json()["id"] == one.pk
    again = client.get(reverse("tokens")).content.decode()
    assert secret not in again
    assert secret[:10] in again


def test_whoever_has_not_confirmed_that_it_is_them_is_asked_first(client):
    one = member()
    one.set_password("olive kettle drum")
    one.save()
    client.force_login(one)

    answer = sent(client)

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Token.objects.exists()


def test_its_owner_is_told_and_the_log_knows(client):
    token, secret = made(member())

    (notice,) = token.user.notices.all()
    assert "“Board report”" in notice.text
    assert "withdraw it and change your password" in notice.text
    assert AuditEntry.objects.get(act="make token").by == token.user_id
    assert secret not in notice.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Enter what the token is for."),
        ("scopes", [], "Choose what the token may do."),
        ("scopes", ["administer"], "Choose from the list."),
        ("days", "9999", "Choose how long it lasts from the list."),
    ],
)
def test_what_cannot_be_made_is_said(client, field, value, words):
    confirmed(client, member())

    answer = sent(client, **{field: value})

    assert words in answer.content.decode()
    assert not Token.objects.exists()


def test_nobody_has_more_than_ten_that_open_anything(client):
    one = confirmed(client, member())
    first, *_ = [made(one)[0] for _ in range(Token.MOST)]

    assert "You have 10 tokens. Withdraw one that you no longer use." in sent(client).content.decode()
    with pytest.raises(TokenRefused):
        made(one)
    withdraw_token(token=first)
    assert "Your new token" in sent(client).content.decode()


def test_a_token_is_withdrawn_by_its_owner_alone(client):
    token, secret = made(member())
    address = reverse("token-withdraw", args=[token.pk])

    assert signed_in(member("15F")).post(address).status_code == 404
    assert asks(secret).status_code == 200
    answer = signed_in(token.user).post(address, follow=True)

    assert "Withdrawn: “Board report” opens nothing any longer." in answer.content.decode()
    assert asks(secret).status_code == 401
    signed_in(token.user).post(address)
    assert AuditEntry.objects.filter(act="withdraw token").count() == 1


def test_a_token_opens_something_to_its_last_day():
    today = timezone.localdate()
    _, last = made(member(), last_day=today)
    _, over = made(member("15F"), last_day=today - timedelta(days=1))

    assert asks(last).status_code == 200
    refused = asks(over)
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Bearer"
    assert "has ended or was withdrawn" in refused.content.decode()


@pytest.mark.parametrize("secret", ["", "exm_", "exm_" + "x" * 43, "é" * 5, "a b c"])
def test_what_is_no_token_is_refused_in_words(secret):
    answer = Client().get(
        reverse("api-me"), headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")}
    )

    assert answer.status_code == 401
    assert "not known" in answer.content.decode()


def test_who_neither_signs_in_nor_has_a_token_is_asked_for_one():
    assert Client().get(reverse("api-me")).status_code == 401


def test_somebody_signed_in_needs_no_token():
    one = member("03R")

    told = signed_in(one).get(reverse("api-me")).json()

    assert told == {"id": one.pk, "name": one.name, "areas": ["03R"], "token": None}


def test_a_token_tells_what_it_may_do():
    token, secret = made(member("03R"), "read", "notifications")

    told = asks(secret).json()["token"]

    assert told == {
        "name": "Board report",
        "scopes": ["read", "notifications"],
        "last_day": token.last_day.isoformat(),
    }


def test_a_token_does_what_it_was_made_for_alone():
    _, secret = made(member(), "notifications")

    answer = asks(secret)

    assert answer.status_code == 403
    assert "make one that may “Read what I may read”" in json.dumps(answer.json(), ensure_ascii=False)


@pytest.mark.parametrize("kind", ["suspended", "closed", "moderator", "administrator", "no member"])
def test_whoever_may_have_no_tokens_any_longer_is_not_let_in_by_an_old_one(kind):
    one = member()
    _, secret = made(one)
    if kind == "suspended":
        restrict(user=one, kind=Restriction.Kind.SUSPENSION, by=moderator(), reason="Adverts.")
    elif kind == "closed":
        User.objects.filter(pk=one.pk).update(is_active=False, closed_at=timezone.now(), name="")
    elif kind == "no member":
        one.claims.all().delete()
    else:
        User.objects.filter(pk=one.pk).update(
            **{"is_moderator" if kind == "moderator" else "is_superuser": True}
        )

    answer = asks(secret)

    assert answer.status_code == 401
    assert "may not use it at the moment" in answer.content.decode()


@pytest.mark.parametrize("somebody", [verified, moderator, administrator])
def test_who_may_have_no_token_is_told_why_and_makes_none(client, somebody):
    confirmed(client, somebody())

    page = client.get(reverse("tokens")).content.decode()

    assert "Make a token" not in page
    assert "Moderators and administrators cannot" in page
    assert sent(client).status_code == 403
    assert not Token.objects.exists()


def test_the_day_of_its_last_use_is_noted_once_a_day(django_assert_num_queries):
    token, secret = made(member())
    asks(secret)
    token.refresh_from_db()
    assert token.last_used == timezone.localdate()

    with django_assert_num_queries(4) as asked:
        asks(secret)

    assert not any(query["sql"].startswith("UPDATE") for query in asked.captured_queries)


def test_a_page_asked_with_a_token_is_a_visitors(client):
    _, secret = made(member())

    page = client.get(reverse("your-account"), headers={"Authorization": f"Bearer {secret}"})

    assert page.status_code == 302


def test_its_digest_and_its_words_go_with_the_account_and_its_secret_is_in_no_export(client):
    one = confirmed(client, member())
    _, secret = made(one)

    told = download(client)

    assert told["tokens"][0]["name"] == "Board report"
    assert secret not in json.dumps(told)
    assert Token.objects.get().digest not in json.dumps(told)


def test_a_token_that_is_logged_by_accident_is_unreadable(caplog):
    _, secret = made(member())

    assert secret[4:] not in without_secrets(f"Bad header: Bearer {secret}, again {secret}")
    with caplog.at_level(logging.WARNING):
        asks(secret + "x")
    assert secret not in caplog.text
    assert all(secret not in str(one.message()) for one in mail.outbox)


def test_the_database_keeps_no_token_that_may_do_nothing():
    with pytest.raises(IntegrityError, match="token_has_a_scope"):
        Token.objects.create(user=member(), name="Idle", digest="x", begins="exm_x", scopes=[], last_day=MAY)
