"""Profiles, whose addresses are let in, roles, silence and suspension."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from accounts.actions.domains import allow_domain
from accounts.actions.restricting import RestrictedAlready, lift, restrict
from accounts.actions.roles import set_moderator
from accounts.models import EmailDomain, Restriction, User
from accounts.permissions import (
    is_member,
    is_moderator,
    is_on_staff,
    is_silenced,
    is_suspended,
    may_restrict,
    may_write,
)
from accounts.queries import interests_of, is_allowed
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, person, verified

pytestmark = pytest.mark.django_db
SILENCE, SUSPENSION = Restriction.Kind.SILENCE, Restriction.Kind.SUSPENSION
PASSWORD = "olive kettle drum"


def signed_in(client, user: User) -> User:
    client.force_login(user)
    return user


def confirm(client, user: User) -> None:
    """Show again that it is them, as the page that asks for the password does."""
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


class TestDomains:
    @pytest.mark.parametrize(
        ("email", "allowed"),
        [
            ("sam@nhs.net", True),
            ("Sam@NHS.NET", True),
            ("sam@leeds.nhs.uk", True),
            ("sam@a.b.nhs.uk", True),
            ("sam@dhsc.gov.uk", True),
            ("sam@x.dhsc.gov.uk", False),
            ("sam@wakefield.gov.uk", False),
            ("sam@evilnhs.uk", False),
            ("sam@nhs.net.example.org", False),
            ("sam@nhs.uk@example.org", False),
            ("sam@uk", False),
            ("nhs.net", False),
            ("sam@", False),
            ("", False),
        ],
    )
    def test_addresses_of_the_nhs_and_its_partners_are_let_in(self, email, allowed):
        assert is_allowed(email) is allowed

    def test_an_administrator_adds_a_domain_and_it_is_in_the_log(self, client):
        signed_in(client, administrator())

        client.post(reverse("email-domains"), {"domain": "@Example.ORG ", "organisation": "Example"})

        assert is_allowed("sam@example.org")
        assert not is_allowed("sam@x.example.org")
        assert AuditEntry.objects.get().act == "allow domain"

    @pytest.mark.parametrize(
        ("domain", "words"),
        [
            ("nhs", "is no domain"),
            ("a b.org", "is no domain"),
            ("-a.org", "is no domain"),
            ("gmail.com", "Anybody can have an address"),
            ("co.uk", "Anybody can have an address"),
            ("nhs.net", "is allowed already"),
        ],
    )
    def test_what_is_no_organisations_domain_is_refused_in_words(self, client, domain, words):
        signed_in(client, administrator())

        answer = client.post(reverse("email-domains"), {"domain": domain, "organisation": "Example"})

        assert words in answer.content.decode()

    def test_when_a_domain_goes_its_people_keep_their_accounts(self, client):
        chief = signed_in(client, administrator())
        added = allow_domain(domain="example.org", organisation="Example", by=chief)
        one = member(email="sam@example.org")

        client.post(reverse("email-domain-remove", args=[added.pk]), {"reason": "They have left the NHS."})

        assert not is_allowed("kim@example.org")
        assert is_member(one)
        assert AuditEntry.objects.get(act="remove domain").reason == "They have left the NHS."

    @pytest.mark.parametrize("who", [person, verified, member, moderator])
    def test_nobody_else_sees_or_changes_domains(self, client, who):
        signed_in(client, who())

        assert client.get(reverse("email-domains")).status_code == 403
        assert client.post(reverse("email-domains"), {"domain": "example.org"}).status_code == 403
        row = EmailDomain.objects.first()
        assert (
            client.post(reverse("email-domain-remove", args=[row.pk]), {"reason": "No."}).status_code == 403
        )


class TestProfiles:
    def test_name_role_interests_and_choices_are_changed_each_on_its_page(self, client):
        one = signed_in(client, member())

        client.post(reverse("profile-about"), {"name": "Sam Shaw", "job_role": "Theatre manager"})
        client.post(reverse("profile-interests"), {"functions": ["C_110", "C_130"], "technologies": ["ai"]})
        choices = {"replies": "at once", "watched": "daily", "areas": "daily", "interests": "never"}
        choices |= {"figures": "weekly", "digest": "never"}
        client.post(reverse("profile-notifications"), choices)

        one.refresh_from_db()
        assert (one.name, one.job_role) == ("Sam Shaw", "Theatre manager")
        said = client.get(reverse("profile")).content.decode()
        assert "Trauma and orthopaedics, Ophthalmology, Artificial intelligence" in said
        assert "Mentions and replies: at once" in said

    def test_interests_can_be_given_up_again(self, client):
        one = signed_in(client, member())
        client.post(reverse("profile-interests"), {"functions": ["C_110"], "technologies": ["ai", "device"]})
        assert interests_of(one) == ["Trauma and orthopaedics", "Artificial intelligence", "Medical devices"]

        client.post(reverse("profile-interests"), {"technologies": ["ai"]})
        assert interests_of(one) == ["Artificial intelligence"]

        client.post(reverse("profile-interests"), {})
        assert interests_of(one) == []

    def test_what_is_no_choice_is_refused_and_changes_nothing(self, client):
        one = signed_in(client, member())

        assert client.post(reverse("profile-interests"), {"functions": ["C_999"]}).status_code == 200
        assert client.post(reverse("profile-interests"), {"technologies": ["magic"]}).status_code == 200
        assert client.post(reverse("profile-notifications"), {"replies": "hourly"}).status_code == 200
        assert not one.interests.exists()
        assert not one.notification_choices.exists()

    def test_a_form_changes_nothing_that_is_not_in_it(self, client):
        one = signed_in(client, member(name="Sam"))

        hostile = {
            "is_superuser": "on",
            "is_moderator": "on",
            "email": "x@nhs.net",
            "closed_at": "2026-01-01",
        }
        client.post(reverse("profile-about"), {"name": "Sam Shaw", **hostile})

        changed = User.objects.get(pk=one.pk)
        assert (changed.name, changed.email, is_on_staff(changed)) == ("Sam Shaw", one.email, False)

    def test_members_see_a_members_page_without_the_address(self, client):
        one = member(name="Sam Shaw", job_role="Theatre manager")
        signed_in(client, member())

        said = client.get(reverse("person", args=[one.pk])).content.decode()

        assert "Sam Shaw" in said
        assert "Theatre manager" in said
        assert "Wakefield" in said
        assert one.email not in said

    def test_somebody_without_a_name_is_not_called_by_their_address(self, client):
        one = member()
        signed_in(client, member())

        assert one.email not in client.get(reverse("person", args=[one.pk])).content.decode()

    @pytest.mark.parametrize("who", [person, verified])
    def test_to_who_is_no_member_a_members_page_is_not_there(self, client, who):
        one = member()
        signed_in(client, who())

        assert client.get(reverse("person", args=[one.pk])).status_code == 404

    def test_the_page_of_somebody_unverified_is_not_there(self, client):
        signed_in(client, member())

        assert client.get(reverse("person", args=[person().pk])).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client):
        answer = client.get(reverse("person", args=[member().pk]))

        assert answer.status_code == 302
        assert answer.url.startswith(reverse("sign-in"))

    def test_what_one_was_told_is_new_once(self, client):
        one = signed_in(client, member())
        restrict(user=one, kind=SILENCE, by=administrator(), reason="Too many adverts.")

        assert "1 new" in client.get(reverse("your-account")).content.decode()
        first, second = (client.get(reverse("notifications")).content.decode() for _ in range(2))

        assert "Too many adverts." in first
        assert (">New<" in first, ">New<" in second) == (True, False)

    @pytest.mark.parametrize("contact", ["help@nhs.net", ""])
    @pytest.mark.parametrize("kind", [SILENCE, SUSPENSION])
    def test_whoever_is_kept_from_something_is_told_where_to_object(self, settings, kind, contact):
        settings.CONTACT_EMAIL = contact
        one = member()

        restrict(user=one, kind=kind, by=administrator(), reason="Too many adverts.")

        written_to = contact or "the administrators of this site"
        assert f"If you think that this is wrong, write to {written_to}." in one.notices.get().text

    def test_notices_are_ones_own_alone(self, client):
        restrict(user=member(), kind=SILENCE, by=administrator(), reason="Too many adverts.")
        signed_in(client, member())

        assert "adverts" not in client.get(reverse("notifications")).content.decode()


class TestRoles:
    def test_an_administrator_who_confirms_makes_a_moderator_with_a_reason(self, client):
        one, chief = member(), administrator()
        confirm(client, chief)

        client.post(reverse("person-roles", args=[one.pk]), {"reason": "Volunteered."})

        one.refresh_from_db()
        assert is_moderator(one)
        entry = AuditEntry.objects.get(act="make moderator")
        assert (entry.by, entry.about, entry.reason) == (chief.pk, f"user:{one.pk}", "Volunteered.")

    def test_nobody_who_cannot_sign_in_is_made_a_moderator(self, client):
        one = verified(name="Ann Away", is_active=False)
        confirm(client, administrator())

        listed = client.get(reverse("people"), {"q": "Away"}).content.decode()
        answer = client.post(reverse("person-roles", args=[one.pk]), {"reason": "Volunteered."})

        assert reverse("person-roles", args=[one.pk]) not in listed
        assert answer.status_code == 403
        assert not User.objects.get(pk=one.pk).is_moderator

    def test_a_moderator_who_is_none_any_more_is_so_at_once_and_signed_out(self, client, client_of):
        one = moderator()
        theirs = client_of(one)
        confirm(client, administrator())

        client.post(reverse("person-roles", args=[one.pk]), {"reason": "Asked to stop."})

        assert not is_moderator(User.objects.get(pk=one.pk))
        assert theirs.get(reverse("profile")).status_code == 302

    @pytest.mark.parametrize(
        ("required", "words"), [(True, "need a second step"), (False, "does not ask you for a second step")]
    )
    def test_a_new_moderator_is_told_where_a_second_step_is_set_up(self, settings, required, words):
        settings.MFA_REQUIRED = required
        one = member()

        set_moderator(user=one, is_moderator=True, by=administrator(), reason="Volunteered.")

        told = one.notices.get()
        assert told.address == reverse("mfa_index")
        assert "Volunteered." in told.text
        assert words in told.text

    def test_whoever_is_no_moderator_any_more_is_told_of_no_second_step(self):
        one = moderator()

        set_moderator(user=one, is_moderator=False, by=administrator(), reason="Asked to stop.")

        told = one.notices.get()
        assert told.address == ""
        assert "step" not in told.text

    @pytest.mark.parametrize(
        ("required", "words"), [(True, "have to sign in in two steps"), (False, "does not ask them")]
    )
    def test_whoever_makes_a_moderator_reads_what_is_asked_of_one(self, client, settings, required, words):
        one, chief = member(), administrator()
        confirm(client, chief)
        TOTP.activate(chief, generate_totp_secret())
        settings.MFA_REQUIRED = required

        assert words in client.get(reverse("person-roles", args=[one.pk])).content.decode()

    def test_whoever_has_not_confirmed_is_asked_first(self, client):
        one, chief = member(), administrator()
        chief.set_password(PASSWORD)
        chief.save()
        client.force_login(chief)

        answer = client.post(reverse("person-roles", args=[one.pk]), {"reason": "Volunteered."})
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert not User.objects.get(pk=one.pk).is_moderator

        client.post(answer.url, {"password": PASSWORD})
        assert User.objects.get(pk=one.pk).is_moderator

    def test_nobody_sets_their_own_role(self, client):
        chief = administrator()
        confirm(client, chief)

        answer = client.post(reverse("person-roles", args=[chief.pk]), {"reason": "Because."})

        assert answer.status_code == 403

    @pytest.mark.parametrize("who", [verified, member, moderator])
    def test_nobody_else_sets_roles(self, client, who):
        one = member()
        confirm(client, who())

        answer = client.post(reverse("person-roles", args=[one.pk]), {"reason": "Because."})

        assert answer.status_code == 403

    def test_a_moderator_does_not_find_people_by_their_addresses(self, client):
        one = member(email="sam.shaw@leeds.nhs.uk", name="Kim")
        signed_in(client, moderator(name="Mo"))

        by_address, by_name = (
            client.get(reverse("people"), {"q": q}).context["page"] for q in ("leeds", "kim")
        )

        assert [*by_address] == []
        assert [*by_name] == [one]
        assert one.email not in client.get(reverse("people")).content.decode()


@pytest.fixture
def client_of():
    """Gives each person a browser of their own, signed in."""
    from django.test import Client

    def browser(user: User) -> Client:
        made = Client()
        made.force_login(user)
        return made

    return browser


class TestRestrictions:
    @pytest.mark.parametrize("kind", [SILENCE, SUSPENSION])
    def test_a_restriction_begins_at_once_and_ends_by_itself(self, kind, time_machine):
        one, chief = member(), administrator()
        restrict(user=one, kind=kind, by=chief, reason="Adverts.", until=timezone.now() + timedelta(days=7))

        assert not may_write(one)
        assert is_member(one) is (kind == SILENCE)

        time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))
        assert may_write(one)
        assert is_member(one)

    def test_somebody_silenced_still_reads_and_keeps_what_is_their_own(self, client):
        one = signed_in(client, member())
        restrict(user=one, kind=SILENCE, by=administrator(), reason="Adverts.")

        assert client.get(reverse("profile")).status_code == 200
        assert client.get(reverse("my-data")).status_code == 200
        assert client.post(reverse("profile-about"), {"name": "BUY NOW"}).status_code == 403
        assert client.post(reverse("membership"), {"area": "15F"}).status_code == 403

    def test_a_suspension_signs_out_everywhere_and_keeps_out(self, client, client_of):
        one = verified(name="Sam Shaw")
        one.set_password(PASSWORD)
        one.save()
        theirs = client_of(one)

        restrict(user=one, kind=SUSPENSION, by=moderator(), reason="Adverts.")

        assert theirs.get(reverse("profile")).status_code == 302
        answer = client.post(reverse("sign-in"), {"login": one.email, "password": PASSWORD})
        assert answer.status_code == 403
        assert "Adverts." in answer.content.decode()

    def test_who_was_suspended_signs_in_again_when_it_is_over(self, client, time_machine):
        one = verified()
        one.set_password(PASSWORD)
        one.save()
        restrict(
            user=one, kind=SUSPENSION, by=moderator(), reason="No.", until=timezone.now() + timedelta(days=1)
        )

        time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))

        assert client.post(reverse("sign-in"), {"login": one.email, "password": PASSWORD}).status_code == 302

    def test_a_moderator_suspends_on_the_page_and_lifts_it(self, client):
        one = member()
        by = signed_in(client, moderator())
        page = reverse("person-restrictions", args=[one.pk])

        client.post(
            page, {"kind": "suspension", "days": "7", "reason": "Adverts.", "private_note": "Third time."}
        )
        held = one.restrictions.get()
        assert is_suspended(one)
        assert (held.until - held.starts).days in (6, 7)

        client.post(page, {"lift": held.pk, f"lift-{held.pk}-reason": "They have understood."})
        assert not is_suspended(one)
        acts = AuditEntry.objects.filter(by=by.pk).order_by("number").values_list("act", "reason")
        assert [*acts] == [("suspension", "Adverts."), ("lift suspension", "They have understood.")]

    def test_the_person_is_told_the_reason_and_never_the_private_note(self):
        one = member()

        restrict(user=one, kind=SILENCE, by=moderator(), reason="Adverts.", private_note="Third time.")

        assert "Adverts." in one.notices.get().text
        assert "Third time." not in one.notices.get().text

    def test_the_same_restriction_is_not_set_twice(self, client):
        one, by = member(), moderator()
        restrict(user=one, kind=SILENCE, by=by, reason="Adverts.")

        with pytest.raises(RestrictedAlready):
            restrict(user=one, kind=SILENCE, by=by, reason="Adverts.")
        signed_in(client, by)
        page = reverse("person-restrictions", args=[one.pk])
        answer = client.post(page, {"kind": "silence", "days": "7", "reason": "Adverts."})
        assert "Lift it first." in answer.content.decode()

    def test_what_was_lifted_is_over(self):
        one, by = member(), moderator()
        made = restrict(user=one, kind=SILENCE, by=by, reason="Adverts.")

        lift(restriction=made, by=by, reason="Understood.")

        assert not is_silenced(one)

    def test_a_restriction_needs_a_kind_and_a_reason(self, client):
        one = member()
        signed_in(client, moderator())

        said = client.post(reverse("person-restrictions", args=[one.pk]), {"days": "7"}).content.decode()

        assert "Choose what to keep them from." in said
        assert "Enter a reason." in said

    @pytest.mark.parametrize(
        ("by", "whom", "may"),
        [
            (moderator, member, True),
            (moderator, moderator, False),
            (moderator, administrator, False),
            (administrator, member, True),
            (administrator, moderator, True),
            (administrator, administrator, True),
            (member, member, False),
            (verified, member, False),
        ],
    )
    def test_moderators_restrict_members_and_administrators_anybody(self, client, by, whom, may):
        judge, judged = by(), whom()
        signed_in(client, judge)

        assert may_restrict(judge, judged) is may
        page = reverse("person-restrictions", args=[judged.pk])
        answer = client.post(page, {"kind": "silence", "days": "7", "reason": "Adverts."})
        assert answer.status_code == (302 if may else 403)

    @pytest.mark.parametrize("by", [moderator, administrator])
    def test_nobody_who_cannot_sign_in_is_silenced_or_suspended_nor_is_it_offered(self, client, by):
        one = member(name="Ann Away", is_active=False)
        signed_in(client, by())
        page = reverse("person-restrictions", args=[one.pk])

        assert page not in client.get(reverse("people"), {"q": "Away"}).text
        assert page not in client.get(reverse("person", args=[one.pk])).text
        answer = client.post(page, {"kind": "silence", "days": "7", "reason": "Adverts."})
        assert (answer.status_code, one.restrictions.count()) == (403, 0)

    def test_nobody_restricts_themselves(self):
        chief = administrator()

        assert not may_restrict(chief, chief)
