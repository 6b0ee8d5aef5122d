"""Addresses made to break something: far pages, columns to sort by, other sites to go on to, other hosts."""

from itertools import product
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import factories
from tests.accounts.outbox import deliver
from tests.attacks.others_things import fixed, of, pk
from tests.attacks.test_guessing import SECRET
from tests.attacks.world import PASSWORD, changed, contents, world
from tests.test_routes import ROUTES, SAMPLES

pytestmark = pytest.mark.django_db
# Whatever any page asks an address for, and what none does.
NAMES = (
    *(
        "page",
        "page_size",
        "before",
        "after",
        "from",
        "to",
        "q",
        "area",
        "month",
        "function",
        "measure",
        "kind",
    ),
    *(
        "show",
        "because",
        "claimed",
        "act",
        "person",
        "about",
        "since",
        "until",
        "level",
        "board",
        "key",
        "next",
    ),
    *("format", "text", "title", "code", "peers", "weight", "first", "last", "order_by", "ordering", "sort"),
)
STRANGE = {
    "far too large": "9" * 30,
    "larger than any number": "9" * 5000,
    "below nothing": "-1",
    "no number": "x",
    "NUL": "%00",
    "NUL in a word": "ab%00cd",
    "half a character": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "other digits": quote("٣"),
    "infinity": "1e999",
    "quotes": quote("'\"`--;)(%"),
    "a template": quote("{{ 7*7 }}{% debug %}${7*7}"),
    "a line break": "a%0d%0aSet-Cookie:%20x=1",
    "a list": "1&page=2&q[]=1&q=2",
    "ten thousand letters": "x" * 10_000,
}
# Asked of every page there is; the others of lists alone.
EVERYWHERE = ("far too large", "NUL in a word", "a template")
LISTS = {
    "threads": of("forum"),
    "people": of("people"),
    "claims": of("claims"),
    "people of a board": of("area-people", fixed("QWO")),
    "queue": of("moderation"),
    "decisions": of("moderation", ask="?show=decided"),
    "audit log": of("audit-log"),
    "notifications": of("notifications"),
    "work on figures": of("refreshes"),
    "months": of("data"),
    "thread": lambda world: world.thread.get_absolute_url(),
    "areas": of("api-areas"),
    "figures": of("api-figures"),
}
# Lists that say what they cannot read: strange words and far pages are tried there, columns are theirs to offer.
PRACTICE = {
    "case studies": of("case-studies"),
    "case studies by words": of("case-studies", ask="?q=clinics&sort=best"),
    "one's own case studies": of("case-studies-mine"),
    "reviews": of("case-studies-to-review"),
    "technologies": of("technologies"),
    "technologies as a file": of("technologies-csv"),
    "gaps": of("area-gaps", fixed("03R")),
    "records": of("adoption-list"),
    "records as a file": of("adoption-csv"),
    "proposals": of("adoption-proposals"),
    "grid": of("adoption-grid", fixed("QWO")),
    "versions": of("case-study-history", pk("published"), ask="?from=1&to=2"),
}
READ = LISTS | PRACTICE
FAR = ("1000000000", "-1", "0", "x", "%00", "9" * 40, "1.5", "last", "", "1e9", "%20", quote("٣"))
# What reaches into tables where an address is handed on to the database as it is.
LOOKUPS = (
    *(
        "author__password__startswith=a",
        "user__password__startswith=a",
        "by__email__contains=a",
        "password=a",
    ),
    *("order_by=password", "ordering=-author__password", "sort=user__email", "o=-1.2", "fields=password"),
    *("id__gt=0", "pk__in=1,2", "name__regex=(a%2B)%2B$", "area__claims__note__contains=x", "all=1"),
    *("is_superuser=1", "state=held", "author=1", "e=1", "expand=author", "include=user.password"),
)
NEXT = (
    *(
        "https://evil.example",
        "http://evil.example/",
        "//evil.example",
        "///evil.example",
        "////evil.example/x",
    ),
    *("/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example"),
    *(
        "\t//evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "HTTPS://EVIL.example",
    ),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
    ),
    *(
        "vbscript:x",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "file:///etc/passwd",
    ),
    *(
        "https://evil.example\\@testserver/",
        "https://evil.example#@testserver/",
        "https://evil.example?testserver",
    ),
    *("http://[::1]@evil.example", "ftp://evil.example", "//evil.example/%2f..", "http:\\\\evil.example"),
    *("//evil%E3%80%82example", "//testserver:80@evil.example/", "\u2028//evil.example"),
    "https://testserver\u3002evil.example",
)
# Pages that go on to where they are told, and what is sent to them so that they do.
GOING_ON = {
    "signing in": ("account_login", {"login": "member@nhs.net", "password": PASSWORD}),
    "signing up": (
        "account_signup",
        {"email": "new@nhs.net", "name": "New", "password1": "kettle orchard violin"},
    ),
    "confirming": ("account_reauthenticate", {"password": PASSWORD}),
    "signing out": ("sign-out", {}),
    "ending sessions": ("usersessions_list", {}),
    "connecting an employer": ("socialaccount_connections", {}),
    "the second step": ("mfa_authenticate", {"code": "000000"}),
    "data repair": ("admin:login", {}),
}
SIGNED_OUT = ("signing in", "signing up", "the second step", "data repair")
HOSTS = (
    *(
        "evil.example",
        "testserver.evil.example",
        "testserver@evil.example",
        "evil.example:80",
        "тestserver",
        "",
    ),
    *(
        "testserver:80@evil.example",
        "testserver/evil.example",
        "testserver#evil.example",
        "testserver evil.example",
    ),
    *("[::1", "testserver,evil.example", "testserver\\evil.example", "xn--testserver"),
)
FORWARDED = (
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_HOST",
    "HTTP_FORWARDED",
    "HTTP_X_ORIGINAL_URL",
    "HTTP_X_FORWARDED_SERVER",
)
HUGE = "9" * 23
PATHS = (
    *(
        "/%2Fevil.example/",
        "/%5Cevil.example/",
        "/areas/%00/",
        "/areas/..%2f..%2fsettings/",
        "/areas/%ED%A0%80/",
    ),
    *(
        "/areas/%FF/",
        f"/areas/{'x' * 5000}/",
        f"/threads/{HUGE}-x/",
        f"/people/{HUGE}/",
        f"/posts/{HUGE}/edit/",
    ),
    *(
        "/areas/03R;/",
        "/areas/03R%0a/",
        "/measures/%00/",
        "/measures/..%2f/",
        "/data/9999-99/",
        "/data/0000-00/",
    ),
    *(
        f"/data/2025-05/versions/{HUGE}/",
        f"/data/refreshes/{HUGE}/",
        f"/moderation/items/{HUGE}/",
        "/.git/config",
    ),
    *(
        "/files/00000000-0000-4000-8000-000000000000/..%2f..%2fsecret_key",
        "/static/../settings.py",
        "/static/%2e%2e/x",
    ),
    *(
        "/admin/accounts/user/%00/change/",
        "/admin/accounts/user/x'--/change/",
        f"/admin/accounts/user/{HUGE}/change/",
    ),
    *(
        "/var/secret_key",
        "/api/v1/areas/%00/",
        "/api/v1/figures/?area=%00",
        "/people/?q=%00",
        "/accounts/verify/%00/",
    ),
    *(
        f"/people/claims/{HUGE}/",
        f"/people/memberships/{HUGE}/end/",
        f"/moderation/decisions/{HUGE}/appeal/?key=x",
    ),
    *(
        f"/threads/{HUGE}/posts/{HUGE}/",
        f"/people/domains/{HUGE}/remove/",
        f"/accounts/membership/{HUGE}/leave/",
    ),
)


@pytest.fixture
def things() -> SimpleNamespace:
    return world()


@pytest.fixture
def administrator() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(factories.administrator())
    return client


@pytest.fixture
def member() -> User:
    return factories.verified("member@nhs.net", password=PASSWORD)


def addresses() -> dict[str, str]:
    return {
        name: reverse(name, kwargs={each: SAMPLES[each] for each in parameters})
        for name, parameters in ROUTES
    }


def broken(answers) -> dict[str, int]:
    """Return the answers that are errors of ours, or that let an address write a header."""
    return {
        where: answer.status_code
        for where, answer in answers
        if answer.status_code >= 500 or "Set-Cookie: x" in str(answer.headers)
    }


@pytest.mark.parametrize("strange", EVERYWHERE)
def test_no_page_breaks_of_what_it_is_asked(administrator: Client, strange: str):
    asked = "&".join(f"{name}={STRANGE[strange]}" for name in NAMES)

    assert (
        broken((name, administrator.get(f"{address}?{asked}")) for name, address in addresses().items()) == {}
    )


def test_no_list_breaks_of_what_it_is_asked(administrator: Client, things):
    def answers():
        for which, strange in product(READ, STRANGE):
            address = READ[which](things)
            asked = "&".join(f"{name}={STRANGE[strange]}" for name in ("page", "q", "area", "before"))
            yield (which, strange), administrator.get(f"{address}{'&' if '?' in address else '?'}{asked}")

    assert broken(answers()) == {}


@pytest.mark.parametrize("which", READ)
def test_a_page_that_is_not_there_is_another_page_or_is_refused(administrator: Client, things, which: str):
    address = READ[which](things)
    mark = "&" if "?" in address else "?"
    answers = {page: administrator.get(f"{address}{mark}page={page}").status_code for page in FAR}
    answers |= {
        f"{page} each": administrator.get(f"{address}{mark}page_size={page}").status_code for page in FAR
    }

    assert set(answers.values()) <= {200, 400, 404}, answers


@pytest.mark.parametrize("which", LISTS)
def test_an_address_reaches_no_column_that_is_not_offered(administrator: Client, things, which: str):
    def answer(asked: str) -> tuple[int, str]:
        found = administrator.get(f"{address}{mark}{asked}")
        return found.status_code, SECRET.sub(
            "", found.content.decode().split("<main")[-1].split("<footer")[0]
        )

    address = LISTS[which](things)
    mark = "&" if "?" in address else "?"
    plain = answer("")
    answers = {asked: answer(asked) for asked in LOOKUPS}

    # The API refuses what it does not know; pages do as if it were not there, but for links that say it again.
    refused = {asked for asked, (status, _) in answers.items() if status == 400}
    others = {asked for asked, got in answers.items() if asked not in refused and got != plain}
    assert others == set()
    assert refused == (set(LOOKUPS) if which in ("areas", "figures") else refused & {"author=1"})


def leads_away(answer) -> bool:
    leads_to = answer.get("Location", "/")
    parts = urlsplit(leads_to)
    is_ours = parts.scheme in ("", "http", "https") and parts.netloc in ("", "testserver")
    return (
        not is_ours
        or leads_to.startswith(("//", "/\\", "\\"))
        or any(ord(letter) < 32 for letter in leads_to)
    )


@pytest.mark.parametrize("going_on", GOING_ON)
def test_nobody_is_led_to_another_site(settings, member: User, going_on: str):
    settings.ACCOUNT_RATE_LIMITS = False
    name, fields = GOING_ON[going_on]
    client, failed = Client(), {}
    for wanted in NEXT:
        client.logout()
        if going_on not in SIGNED_OUT:
            client.force_login(member)
        answer = client.post(f"{reverse(name)}?next={quote(wanted)}", fields | {"next": wanted})
        if leads_away(answer) or 'href="https://evil' in answer.content.decode():
            failed[wanted] = answer.get("Location")

    assert failed == {}


def test_signing_in_goes_on_within_the_site(member: User):
    """Without it, a page that goes nowhere at all would pass."""
    answer = Client().post("/accounts/sign-in/?next=/data/", GOING_ON["signing in"][1])

    assert answer.url == "/data/"


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(member: User, host: str):
    client, before = Client(headers={"host": host}), contents()

    for address in ("/", "/accounts/sign-in/", "/api/v1/areas/"):
        assert client.get(address).status_code == 400
    assert client.post("/accounts/password/forgotten/", {"email": member.email}).status_code == 400
    assert changed(before) == []


@pytest.mark.parametrize("header", FORWARDED)
def test_a_link_in_a_mail_leads_here_whatever_a_request_says(member: User, header: str):
    client = Client(**{header: "host=evil.example" if header == "HTTP_FORWARDED" else "evil.example"})
    client.post("/accounts/password/forgotten/", {"email": member.email})
    deliver()

    assert "/accounts/password/new/" in mail.outbox[-1].body
    assert "evil" not in str(mail.outbox[-1].message())


@pytest.mark.parametrize("path", PATHS)
def test_a_strange_path_is_not_there(administrator: Client, path: str):
    answer = administrator.get(path)

    assert answer.status_code in (301, 302, 400, 404), answer.status_code
    assert not leads_away(answer)


def test_a_number_that_is_no_row_is_no_page(administrator: Client, things):
    assert administrator.get(of("thread", pk("thread"), fixed("x"))(things)).status_code == 301
