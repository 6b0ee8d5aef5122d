"""Every address of the site answers: to a visitor and to an administrator, with figures and without."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, get_resolver, reverse

from tests.published import MAY, publish

NO_ROW = 999_999_999
# What stands in an address for a parameter of this name. A new name needs its line here.
SAMPLES = {
    "act": "keep",
    "chart": "ranks",
    "code": "QWO",
    "drawing": "timeline",
    "group": "problem",
    "key": "00000000-0000-4000-8000-000000000000",
    "kind": "runs",
    "month": MAY,
    "name": "parts",
    "number": NO_ROW,
    "picture": "spread",
    "provider_id": "employer",
    "pk": NO_ROW,
    "shown": "course",
    "signed": "forged",
    "slug": "within-18-weeks",
    "token": "forged",
    "uidb36": "1",
}
# What an administrator is answered, where it is not the page: signing out changes something, there is no row of that
# number, too much is asked for, a change takes two months, and to stay behind takes six.
OTHERWISE = {
    "sign-out": 405,
    "file": 404,
    **dict.fromkeys(["case-study", "case-study-number", "case-study-pdf"], 404),
    **dict.fromkeys(["case-study-write", "case-study-section", "case-study-preview"], 404),
    **dict.fromkeys(["case-study-outcomes", "case-study-outcome", "case-study-authors"], 404),
    "case-study-mark": 405,
    "saved-search": 404,
    **dict.fromkeys(["collection", "collection-edit", "collection-contents", "collection-entry"], 404),
    **dict.fromkeys(["collection-add", "collection-add-technology", "collection-delete"], 404),
    "collection-copy": 405,
    "case-study-draft": 405,
    **dict.fromkeys(
        ["case-study-review", "case-study-history", "case-study-files", "case-study-confirm"], 404
    ),
    "post-files": 404,
    **dict.fromkeys(
        ["adoption", "adoption-edit", "adoption-stage", "adoption-history", "adoption-proposal"], 404
    ),
    "adoption-changes": 404,
    **dict.fromkeys(["effect", "effect-csv", "effect-svg", "effect-png"], 404),
    **dict.fromkeys(["technology", "technology-effects", "technology-edit", "technology-decide"], 404),
    **dict.fromkeys(["technology-csv", "technology-svg", "technology-png"], 404),
    **dict.fromkeys(["thread-about", "thread-chart-svg", "thread-chart-png"], 404),
    **dict.fromkeys(["thread", "reply", "post", "post-edit", "post-revisions"], 404),
    **dict.fromkeys(["moderation-item", "moderation-answer", "moderation-decide", "moderation-appeal"], 404),
    **dict.fromkeys(["report-post", "report-thread", "report-person"], 404),
    "reactions": 404,
    **dict.fromkeys(
        ["react", "accept-answer", "thread-draft", "new-draft", "delete-draft", "writing-preview"], 405
    ),
    **dict.fromkeys(["first-new-post", "related", "bookmark", "figure-watch"], 404),
    **dict.fromkeys(["mark-read", "follow"], 405),
    **dict.fromkeys(["report-case-study", "report-adoption", "report-collection"], 404),
    **dict.fromkeys(["moderation-erase", "moderation-erasure"], 404),
    **dict.fromkeys(["moderation-claim", "moderate-post", "moderate-thread"], 405),
    "unwatch-word": 404,
    **dict.fromkeys(["category", "tag", "thread-details", "poll", "category-change"], 404),
    **dict.fromkeys(["claim", "membership-end", "membership-leave", "email-domain-remove"], 404),
    **dict.fromkeys(["person", "person-roles", "person-restrictions"], 404),
    "area-lead": 405,
    "token-withdraw": 405,
    "forget-own-peers": 405,
    "api-notification-read": 405,
    "stop-letters": 404,
    **dict.fromkeys(["notifications-read", "notification-read"], 405),
    **dict.fromkeys(["forum-feed", "category-feed", "notifications-feed", "events-feed", "event-file"], 404),
    # Signing in: one is sent on, has no password to confirm, no second step and no employer to sign in at.
    "sign-in": 302,
    "account_login": 302,
    "account_logout": 405,
    "account_signup": 302,
    "account_change_password": 302,
    "account_reauthenticate": 403,
    "mfa_authenticate": 302,
    "mfa_reauthenticate": 403,
    "mfa_reauthenticate_webauthn": 403,
    "mfa_activate_totp": 302,
    "mfa_deactivate_totp": 404,
    "mfa_view_recovery_codes": 404,
    "mfa_download_recovery_codes": 404,
    "mfa_add_webauthn": 302,
    "mfa_edit_webauthn": 404,
    "mfa_login_webauthn": 302,
    "mfa_remove_webauthn": 404,
    "socialaccount_login_error": 401,
    "socialaccount_signup": 302,
    "openid_connect_login": 404,
    "openid_connect_callback": 404,
    "refresh": 404,
    "refresh-state": 404,
    "data-version": 404,
    "api-figures": 400,
    **dict.fromkeys(["api-control-charts", "api-ranks", "api-peers", "api-better-peers"], 400),
    **dict.fromkeys(["api-case-study", "api-technology", "api-did-it-work"], 404),
    **dict.fromkeys(["api-adoption-record", "api-effect", "api-posts", "api-post"], 404),
    "api-search": 400,
    **dict.fromkeys(["embed", "embedded"], 404),
    "movement-like-for-like-csv": 404,
    "report-challenges-csv": 404,
    "opportunities-csv": 404,
    "report-pockets-csv": 404,
}


def named_patterns(patterns=None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace != "admin":  # test_administration.py walks through it
            yield from named_patterns(pattern.url_patterns)


ROUTES = sorted({(pattern.name, tuple(pattern.pattern.converters)) for pattern in named_patterns()}, key=str)


@pytest.fixture(params=["without figures", "with a month of figures"])
def site(request, db) -> None:
    if request.param == "with a month of figures":
        publish(MAY)


@pytest.fixture(params=["visitor", "administrator"])
def someone(request, client, site):
    if request.param == "administrator":
        client.force_login(get_user_model().objects.create_superuser("administrator@example.org"))
    return client


def test_every_route_has_a_name():
    assert [pattern for pattern in named_patterns() if not pattern.name] == []


def answers(client) -> dict[str, int]:
    """Return each route's status."""
    return {
        name: client.get(reverse(name, kwargs={each: SAMPLES[each] for each in parameters})).status_code
        for name, parameters in ROUTES
    }


def test_no_route_breaks(someone):
    assert {name: status for name, status in answers(someone).items() if status >= 500} == {}


@pytest.mark.parametrize("site", ["with a month of figures"], indirect=True)
@pytest.mark.parametrize("someone", ["administrator"], indirect=True)
def test_an_administrator_finds_every_page(someone):
    assert answers(someone) == {name: OTHERWISE.get(name, 200) for name, _ in ROUTES}
