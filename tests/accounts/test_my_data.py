"""Taking away all that is kept of oneself, and deleting one's account."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions.closing import LastAdministrator, close_account
from accounts.actions.leads import appoint_lead
from accounts.actions.profile import set_interests, set_notifications
from accounts.actions.restricting import restrict
from accounts.actions.telling import tell
from accounts.models import Claim, Notice, Restriction, User
from accounts.permissions import is_member
from metrics.models import Area
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, person, post, thread, verified

pytestmark = pytest.mark.django_db
PASSWORD = "olive kettle drum"


def confirmed(client: Client, user: User) -> User:
    """Sign somebody in who has just shown again that it is them."""
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def download(client: Client) -> dict:
    answer = client.post(reverse("my-data"))
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        return json.loads(packed.read("about-you.json"))


def somebody() -> User:
    """Return a member with something of everything."""
    one = member("QWO", email="sam@leeds.nhs.uk", name="Sam Shaw", job_role="Theatre manager")
    one.claims.update(note="I plan theatres.")
    appoint_lead(user=one, area=Area.objects.get(code="QWO"))
    set_interests(user=one, functions=["C_110"], technologies=["digital"])
    set_notifications(user=one, choices={"replies": "at once"})
    by = moderator(name="Mo Moderator")
    restrict(user=one, kind=Restriction.Kind.SILENCE, by=by, reason="Adverts.", private_note="Third time.")
    return one


class TestExport:
    def test_it_holds_what_the_person_gave_and_what_was_noted_of_them(self, client):
        one = confirmed(client, somebody())
        written = thread(one, title="Theatre start times", text="We start late.")
        post(written, one, text="And end late.")

        told = download(client)

        assert told["account"]["email"] == "sam@leeds.nhs.uk"
        assert told["account"]["role"] == "Theatre manager"
        assert told["signing_in"]["addresses"][0]["verified"] is True
        assert told["memberships"][0]["note"] == "I plan theatres."
        assert told["leads"][0]["area__code"] == "QWO"
        assert told["interests"] == ["Trauma and orthopaedics", "Digital tools"]
        assert told["notifications"]["Mentions and replies"] == "At once"
        assert told["restrictions"][0]["reason"] == "Adverts."
        assert "Adverts." in told["notices"][0]["text"]
        assert [each["text"] for each in told["discussions"]] == ["We start late.", "And end late."]

    def test_it_holds_nothing_of_others_no_private_note_and_no_secret(self, client):
        one = confirmed(client, somebody())
        other = member(email="kim@leeds.nhs.uk", name="Kim Other")
        talk = thread(other, text="What Kim wrote.")
        post(talk, one, text="What Sam wrote.")
        tell(other, "To Kim", "For Kim alone.")

        text = json.dumps(download(client))

        for secret in ("Kim", "kim@", "Third time.", one.password, "mo@"):
            assert secret not in text
        assert "What Sam wrote." in text

    def test_whoever_has_not_confirmed_is_asked_first(self, client):
        one = verified()
        one.set_password(PASSWORD)
        one.save()
        client.force_login(one)

        answer = client.post(reverse("my-data"))

        assert answer.url.startswith(reverse("account_reauthenticate"))

    def test_a_visitor_gets_nothing(self, client):
        assert client.post(reverse("my-data")).status_code == 302

    def test_it_is_in_the_log(self, client):
        one = confirmed(client, verified())

        download(client)

        assert AuditEntry.objects.get(act="export account").by == one.pk

    def test_more_rows_cost_no_more_queries(self, client, django_assert_max_num_queries):
        one = confirmed(client, somebody())
        tell(one, "Notice", "Something.")
        thread(one)
        download(client)

        def queries() -> int:
            with django_assert_max_num_queries(63) as seen:
                download(client)
            return len(seen)

        few = queries()
        for number in range(10):
            tell(one, f"Notice {number}", "Something.")
            thread(one, title=f"Thread {number}")

        assert queries() == few


class TestDeletion:
    def test_what_says_who_it_was_goes_and_what_they_wrote_stays(self, client):
        one = confirmed(client, somebody())
        written = thread(one, text="We start late.")

        answer = client.post(reverse("delete-account"), {"sure": "on"}, follow=True)

        assert "Your account is deleted." in answer.content.decode()
        gone = User.objects.get(pk=one.pk)
        assert f"{gone}" == gone.public_name == "Former member"
        assert (gone.name, gone.job_role, gone.is_active, gone.has_usable_password()) == (
            "",
            "",
            False,
            False,
        )
        assert "sam" not in gone.email
        assert not EmailAddress.objects.filter(user=gone).exists()
        assert not Notice.objects.filter(user=gone).exists()
        assert not gone.interests.exists()
        assert not gone.technology_interests.exists()
        assert [claim.state for claim in gone.claims.all()] == ["ended"]
        assert not gone.claims.exclude(note="").exists()
        assert not gone.led.holding().exists()
        assert written.posts.get().text == "We start late."

    def test_they_are_signed_out_everywhere_and_cannot_sign_in(self, client):
        one, elsewhere = confirmed(client, verified("sam@leeds.nhs.uk")), Client()
        elsewhere.force_login(one)

        client.post(reverse("delete-account"), {"sure": "on"})

        for browser in (client, elsewhere):
            assert browser.get(reverse("profile")).status_code == 302
        answer = client.post(reverse("sign-in"), {"login": "sam@leeds.nhs.uk", "password": PASSWORD})
        assert answer.status_code == 200
        assert not is_member(User.objects.get(pk=one.pk))

    def test_the_address_is_free_for_somebody_new(self):
        old = verified("sam@leeds.nhs.uk")
        close_account(user=old)

        new = verified("sam@leeds.nhs.uk")

        assert new.pk != old.pk

    def test_their_page_is_not_there_any_more(self, client):
        one = member()
        close_account(user=one)
        client.force_login(member())

        assert client.get(reverse("person", args=[one.pk])).status_code == 404

    def test_two_former_members_do_not_get_in_each_others_way_and_twice_is_once(self):
        for one in (member(), member()):
            close_account(user=one)
            close_account(user=one)

        assert User.objects.exclude(closed_at=None).count() == 2
        assert AuditEntry.objects.filter(act="close account").count() == 2

    def test_the_box_must_be_ticked(self, client):
        one = confirmed(client, verified())

        said = client.post(reverse("delete-account"), {"x": "y"}).content.decode()

        assert "Tick the box to say that you understand." in said
        assert User.objects.get(pk=one.pk).closed_at is None

    def test_whoever_has_not_confirmed_is_asked_for_the_password_first(self, client):
        one = verified()
        one.set_password(PASSWORD)
        one.save()
        client.force_login(one)

        answer = client.post(reverse("delete-account"), {"sure": "on"})
        assert answer.url.startswith(reverse("account_reauthenticate"))
        client.post(answer.url, {"password": "wrong"})
        assert User.objects.get(pk=one.pk).closed_at is None

        client.post(answer.url, {"password": PASSWORD})
        assert User.objects.get(pk=one.pk).closed_at is not None

    def test_the_last_administrator_stays(self, client):
        only = confirmed(client, administrator())

        said = client.post(reverse("delete-account"), {"sure": "on"}).content.decode()

        assert "You are the only administrator." in said
        with pytest.raises(LastAdministrator):
            close_account(user=only)
        administrator()
        close_account(user=only)

    def test_the_database_keeps_a_closed_account_without_name_and_role(self):
        gone = person()
        close_account(user=gone)

        for fields in ({"name": "Sam"}, {"is_superuser": True}, {"is_active": True}):
            with pytest.raises(IntegrityError), transaction.atomic():
                User.objects.filter(pk=gone.pk).update(**fields)

    def test_a_claim_that_a_former_member_decided_stays_decided(self):
        chief, _ = administrator(), administrator()
        approved = member()
        Claim.objects.update(decided_by=chief)

        close_account(user=chief)

        assert is_member(approved)
