"""Django's admin: who comes in, that every page of it answers, and that each repair has a reason and is on record."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.models import EmailDomain, User
from config.administration import site
from metrics.models import Area, Population
from safety import audit
from safety.administration import RepairAdmin
from safety.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "The trust changed its name"
NHS_NUMBER = "943 476 5919"


def with_two_steps(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user


@pytest.fixture
def admin(client, settings):
    settings.MFA_REQUIRED = True
    client.force_login(with_two_steps(factories.administrator(name="Ada Admin")))
    return client


def routes() -> Iterator[str]:
    for one in site.get_urls():
        yield from [one.name] if isinstance(one, URLPattern) else [each.name for each in one.url_patterns]


def address(row, page: str = "change") -> str:
    kind = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{kind}_{page}", args=[row.pk] if page in ("change", "history") else [])


def values(client, row, page: str = "change") -> dict:
    """Return what the form of a row would send unchanged, with a reason."""
    form = client.get(address(row, page)).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, False)} | {"reason": REASON}


def text(response) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


# Who comes in


def test_visitors_are_asked_to_sign_in(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('sign-in')}?next=/admin/"


@pytest.mark.parametrize(
    "fields", [{}, {"is_moderator": True}, {"is_staff": True}], ids=["member", "moderator", "staff"]
)
def test_nobody_but_administrators_comes_in(client, fields):
    client.force_login(with_two_steps(factories.person(**fields)))

    for page in ("/admin/", "/admin/accounts/user/"):
        assert client.get(page, follow=True).status_code == 403


def test_an_administrator_without_a_second_step_is_led_to_set_it_up(client):
    client.force_login(factories.administrator())

    response = client.get("/admin/accounts/user/", follow=True)

    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Data repair needs two-step sign-in" in text(response)


def test_recovery_codes_alone_are_no_second_step(client):
    user = factories.administrator()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "none"})
    client.force_login(user)

    assert client.get("/admin/").status_code == 302


def test_an_administrator_whose_account_was_closed_does_not_come_in(admin):
    User.objects.update(is_active=False)

    assert admin.get("/admin/accounts/user/").status_code == 302


# What is there


def test_every_route_has_a_name_and_nothing_is_deleted_here():
    names = list(routes())

    assert None not in names
    assert [name for name in names if "delete" in name or "password" in name] == []
    assert {"index", "login", "jsi18n", "app_list"} <= set(names)


def test_every_list_and_form_opens(admin):
    factories.published()
    factories.refresh()
    audit.record(act="hide", by=None, about="post:1")
    failed = {}
    for model, model_admin in site._registry.items():
        row, kind = model.objects.first(), f"{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"admin:{kind}_changelist"), reverse("admin:app_list", args=[model._meta.app_label])]
        pages += [address(row)] if row else []
        failed |= {page: code for page in pages if (code := admin.get(page).status_code) != 200}
        added = 200 if getattr(model_admin, "addable", ()) else 403
        assert admin.get(reverse(f"admin:{kind}_add")).status_code == added
    assert failed == {}
    assert admin.get(reverse("admin:index")).status_code == 200
    assert admin.get(reverse("admin:jsi18n")).status_code == 200


def test_tables_are_called_as_people_call_them(admin):
    page = admin.get("/admin/").text
    assert "Refreshes</a>" in page
    assert "Refreshs" not in page


def test_what_is_amiss_is_marked_so_and_what_is_well_is_not(admin):
    page = admin.get("/admin/").text
    assert '<li class="warning">Uploaded files are not scanned for viruses: no scanner is set up.' in page
    assert '<li class="info">All emails of the last 30 days were sent' in page


def test_it_names_the_icon_that_the_site_has(admin):
    """Else browsers ask for /favicon.ico, which is not there."""
    for address in ("/admin/", "/admin/forum/post/"):
        assert '<link rel="icon" href="/static/images/exemplar' in admin.get(address).text


def test_a_list_costs_the_same_few_queries(admin, django_assert_max_num_queries):
    for page in (reverse("admin:metrics_membership_changelist"), reverse("admin:metrics_area_changelist")):
        admin.get(page)
        with django_assert_max_num_queries(12):
            admin.get(page)


def test_the_first_page_says_whether_files_are_scanned(admin, settings):
    settings.CLAMAV_ADDRESS = ""

    assert "Uploaded files are not scanned for viruses" in text(admin.get("/admin/"))


def test_pages_hold_no_script_or_style_of_their_own(admin):
    for page in ("/admin/", "/admin/metrics/area/", address(Area.objects.first())):
        response = admin.get(page)
        assert (
            re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:src=|id=))", response.content.decode())
            == []
        )
        assert "script-src 'self'" in response["Content-Security-Policy"]


# Repairs


def test_a_repair_is_written_down_with_its_reason(admin):
    area = Area.objects.get(code="QWO")

    response = admin.post(address(area), values(admin, area) | {"short_name": "West Yorks"})

    assert response.status_code == 302
    area.refresh_from_db()
    assert area.short_name == "West Yorks"
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.about, entry.reason) == ("change row", f"area:{area.pk}", REASON)
    assert entry.by == User.objects.get(name="Ada Admin").pk
    assert entry.details == {"columns": ["short_name"]}
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_repaired_without_a_reason(admin, reason):
    area = Area.objects.get(code="QWO")

    response = admin.post(address(area), values(admin, area) | {"short_name": "New", "reason": reason})

    assert "Enter a reason." in text(response)
    assert not AuditEntry.objects.exists()
    assert Area.objects.get(code="QWO").short_name != "New"


def test_a_form_that_changes_nothing_is_not_written_down(admin):
    area = Area.objects.get(code="QWO")

    admin.post(address(area), values(admin, area))

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("field", ["name", "reason"])
def test_the_guard_keeps_patients_out_of_repairs(admin, field):
    person = factories.person(name="Pat")

    response = admin.post(address(person), values(admin, person) | {field: f"Patient {NHS_NUMBER}"})

    assert "NHS number" in text(response)
    person.refresh_from_db()
    assert person.name == "Pat"
    assert not AuditEntry.objects.exists()


def test_what_may_be_harmless_is_taken_once_it_is_ticked(admin):
    domain = EmailDomain.objects.first()
    sent = values(admin, domain) | {"organisation": "Call Mr Smith"}
    first = admin.post(address(domain), sent)

    assert first.status_code == 200
    assert admin.post(address(domain), sent | {"confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_superuser", "on"),
        ("is_moderator", "on"),
        ("is_staff", "on"),
        ("email", "x@example.org"),
        ("password", "x"),
    ],
)
def test_roles_addresses_and_passwords_are_not_set_here(admin, field, value):
    person = factories.person(name="Pat")
    kept = User.objects.filter(pk=person.pk).values(field).get()

    admin.post(address(person), values(admin, person) | {"name": "Patricia", field: value})

    assert User.objects.get(pk=person.pk).name == "Patricia"
    assert User.objects.filter(pk=person.pk).values(field).get() == kept


def test_what_is_left_of_a_closed_account_stays_as_it_is(admin):
    closed = factories.person(closed_at=timezone.now(), is_active=False)

    assert admin.get(address(closed)).status_code == 200
    assert admin.post(address(closed), {"name": "Back", "reason": REASON}).status_code == 403


def test_a_persons_password_is_shown_nowhere(admin):
    person = factories.person(password="correct horse battery")

    assert person.password not in admin.get(address(person)).content.decode()


def test_a_row_that_is_added_is_written_down(admin):
    sent = {
        "area": Area.objects.get(code="QWO").pk,
        "source": "ons",
        "date": "2031-06-30",
        "people": "2500000",
    }
    page = reverse("admin:metrics_population_add")
    assert "Enter a reason." in text(admin.post(page, sent))

    admin.post(page, sent | {"reason": REASON})

    made = Population.objects.get(date="2031-06-30")
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.about, entry.reason) == ("add row", f"population:{made.pk}", REASON)


def test_the_audit_log_is_only_looked_at(admin):
    entry = audit.record(act="hide", by=None, about="post:31", reason="Rude")

    page = admin.get(address(entry))

    assert "Rude" in text(page)
    assert 'name="_save"' not in page.content.decode()
    assert admin.post(address(entry), {"reason": "Kind"}).status_code == 403
    assert AuditEntry.objects.get().reason == "Rude"


def test_the_history_of_a_row_is_in_the_audit_log(admin):
    area = Area.objects.get(code="QWO")

    assert admin.get(address(area, "history")).url == f"/audit/?about=area%3A{area.pk}"


def test_every_table_to_repair_says_which_columns():
    for model, model_admin in site._registry.items():
        if isinstance(model_admin, RepairAdmin):
            assert model_admin.repairable, model
