"""Writing through the API: as on the pages, by tokens that may, once however often it is sent."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from forum.models import Notification, Thread
from tests.accounts.test_tokens import made
from tests.at_once import at_once
from tests.factories import category, member, moderator, post, signed_in, space, thread, trusted

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
NHS_NUMBER = "943 476 5919"
SAID = {"title": "Same-day hips", "text": "Who **does** this?"}


class Program:
    """A program that acts for somebody with a token."""

    def __init__(self, user: User, *scopes: str):
        self.user = user
        _, secret = made(user, *(scopes or ("read", "write", "notifications")))
        self.headers = {"authorization": f"Bearer {secret}"}

    def send(
        self, name: str, *args, said: object = None, method: str = "post", key: str = "", status: int = 201
    ):
        answer = getattr(Client(), method)(
            reverse(name, args=args),
            json.dumps(said),
            content_type="application/json",
            headers=self.headers | ({"idempotency-key": key} if key else {}),
        )
        assert answer.status_code == status, answer.content
        return answer

    def get(self, name: str, *args) -> dict:
        return Client().get(reverse(name, args=args), headers=self.headers).json()


def started() -> list[Thread]:
    return list(Thread.objects.filter(title=SAID["title"]))


@pytest.fixture
def program() -> Program:
    return Program(trusted(member()))


# Threads


def test_a_thread_is_started_as_its_page_starts_it(program):
    place = category(name="Joints", slug="joints")
    about = {"area": "03R", "measure": "within-18-weeks", "treatment_function": "C_110"}

    answer = program.send(
        "api-threads",
        said=SAID | about | {"kind": "question", "category": place.slug, "tags": ["hips", "Hubs"]},
    )

    [one] = started()
    told = answer.json()
    assert (one.title, one.kind, one.category, one.author) == (SAID["title"], "question", place, program.user)
    assert (one.area.code, one.measure, one.treatment_function) == tuple(about.values())
    assert {name: told[name] for name in about} == about
    assert (told["number"], told["category"], told["tags"]) == (one.pk, place.slug, ["hips", "hubs"])
    [opening] = program.get("api-posts", one.pk)["results"]
    assert "<strong>does</strong>" in opening["html"]
    assert Client().get(answer["Location"], headers=program.headers).status_code == 200


def test_what_is_sent_again_with_its_key_is_written_once_and_answered_the_same(program):
    first = program.send("api-threads", said=SAID, key="report 7")
    again = program.send("api-threads", said=SAID, key="report 7")

    assert again.json() == first.json()
    assert len(started()) == 1


def test_a_key_is_of_one_person_and_one_address(program):
    other, one = Program(trusted(member())), thread()

    for sender in (program, other):
        sender.send("api-threads", said=SAID, key="1")
        sender.send("api-posts", one.pk, said={"text": "Here too."}, key="1")

    assert len(started()) == 2
    assert one.posts.count() == 3


def test_a_key_with_other_words_is_refused_and_nothing_is_written(program):
    program.send("api-threads", said=SAID, key="1")

    answer = program.send("api-threads", said=SAID | {"text": "Something else."}, key="1", status=422)

    assert "Use a new one" in answer.json()["detail"]
    assert len(started()) == 1


def test_the_same_words_without_a_key_are_not_written_twice(program):
    program.send("api-threads", said=SAID)

    answer = program.send("api-threads", said=SAID, status=409)

    assert "You posted this a few minutes ago" in answer.json()["detail"]
    assert len(started()) == 1


@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        ({"title": ""}, "title", "blank"),
        ({"title": "x" * 151}, "title", "150"),
        ({"text": None}, "text", "null"),
        ({"text": "x" * 20_001}, "text", "20000"),
        ({"text": "\u200b"}, "text", "Enter your text."),
        ({"text": "a\x00b"}, "text", "Null characters"),
        ({"text": ["a"]}, "text", "string"),
        ({"kind": "poll"}, "kind", "poll"),
        ({"area": "ZZZ"}, "area", "No area is called “ZZZ”"),
        ({"measure": "happiness"}, "measure", "happiness"),
        ({"treatment_function": "C_1"}, "treatment_function", "C_1"),
        ({"category": "nowhere"}, "category", "Choose one of the categories"),
        ({"text": f"His NHS number is {NHS_NUMBER}."}, "text", "Take it out"),
        ({"tags": [f"patient {NHS_NUMBER}"]}, "tags", "Take it out"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name_and_nothing_is(program, wrong, name, words):
    answer = program.send("api-threads", said=SAID | wrong, status=400)

    assert words in str(answer.json()["errors"][name])
    assert NHS_NUMBER not in answer.text
    assert not started()


@pytest.mark.parametrize("said", [[], "words", 7, None, {"x": 1}])
def test_what_is_no_thread_is_refused(program, said):
    assert program.send("api-threads", said=said, status=400).json()["errors"]


def test_what_is_no_json_is_refused(program):
    answer = Client().post(reverse("api-threads"), SAID, headers=program.headers)
    broken = Client().post(
        reverse("api-threads"), "{", content_type="application/json", headers=program.headers
    )

    assert (answer.status_code, broken.status_code) == (415, 400)
    assert "JSON parse error" in broken.json()["detail"]


def test_nobody_starts_a_thread_in_a_space_that_they_do_not_read(program):
    secret = space("15F")

    answer = program.send("api-threads", said=SAID | {"category": secret.slug}, status=400)

    assert "category" in answer.json()["errors"]


def test_the_first_posts_of_a_new_member_wait_for_a_moderator_and_say_so():
    new = Program(member())

    number = new.send("api-threads", said=SAID).json()["number"]
    answer = new.send("api-posts", number, said={"text": "More."})

    assert answer.json()["state"] == "held"
    assert signed_in(member("15F")).get(reverse("api-posts", args=[number])).status_code == 404


def test_only_tokens_that_may_write_do(program):
    reader = Program(program.user, "read")
    one = thread(program.user)

    reader.send("api-threads", said=SAID, status=403)
    reader.send("api-posts", one.pk, said={"text": "Me too."}, status=403)
    reader.send("api-post", one.pk, 1, said={"text": "Otherwise.", "version": 1}, method="patch", status=403)

    assert not started()
    assert [made.text for made in one.posts.all()] == ["We start late."]


def test_a_visitor_writes_nothing_and_somebody_signed_in_needs_the_token_of_their_page():
    checks = Client(enforce_csrf_checks=True)
    checks.force_login(trusted(member()))

    asked = {"content_type": "application/json"}
    answers = [
        client.post(reverse("api-threads"), json.dumps(SAID), **asked).status_code
        for client in (Client(), checks)
    ]

    assert answers == [401, 403]
    assert (
        signed_in(trusted(member())).post(reverse("api-threads"), json.dumps(SAID), **asked).status_code
        == 201
    )


# Replies


def test_a_reply_answers_a_post_of_its_thread(program):
    one = thread(member("15F"))

    answer = program.send("api-posts", one.pk, said={"text": "We do.", "reply_to": 1})

    made = one.posts.get(number=2)
    assert (made.text, made.author, made.reply_to.number) == ("We do.", program.user, 1)
    told = answer.json()
    assert (told["number"], told["reply_to"], told["text"], told["version"]) == (2, 1, "We do.", 1)
    assert told == Client().get(answer["Location"], headers=program.headers).json()


@pytest.mark.parametrize("number", [2, 99])
def test_a_reply_to_what_others_do_not_see_is_refused(program, number):
    one = thread()
    post(one, member("15F"), state="hidden")

    answer = program.send("api-posts", one.pk, said={"text": "We do.", "reply_to": number}, status=400)

    assert "no such post" in str(answer.json()["errors"]["reply_to"])


def test_a_locked_thread_takes_no_replies(program):
    one = thread(is_locked=True)

    answer = program.send("api-posts", one.pk, said={"text": "Late."}, status=409)

    assert "is locked" in answer.json()["detail"]


def test_what_one_does_not_read_is_not_there_to_write_in(program):
    hidden = thread(member("15F"), category=space("15F"))

    program.send("api-posts", hidden.pk, said={"text": "Hello."}, status=404)
    program.send("api-post", hidden.pk, 1, said={"text": "x", "version": 1}, method="patch", status=404)


# Changing one's own


def test_an_author_changes_a_post_and_its_title(program):
    one = thread(program.user, title="Hips")

    answer = program.send(
        "api-post",
        one.pk,
        1,
        said={"text": "Better said.", "title": "Same-day hips", "version": 1},
        method="patch",
        status=200,
    )

    one.refresh_from_db()
    assert (one.title, one.posts.get().text) == ("Same-day hips", "Better said.")
    assert (answer.json()["text"], answer.json()["version"]) == ("Better said.", 2)


def test_a_title_that_is_not_named_stays(program):
    one = thread(program.user, title="Hips")

    program.send("api-post", one.pk, 1, said={"text": "New.", "version": 1}, method="patch", status=200)

    one.refresh_from_db()
    assert one.title == "Hips"


def test_what_others_changed_meanwhile_is_not_lost(program):
    one = thread(program.user)
    change = {"method": "patch", "said": {"text": "First.", "version": 1}}
    program.send("api-post", one.pk, 1, status=200, **change)
    again = program.send("api-post", one.pk, 1, status=200, **change)

    answer = program.send(
        "api-post", one.pk, 1, said={"text": "Second.", "version": 1}, method="patch", status=409
    )

    assert again.json()["version"] == 2
    assert "changed since" in answer.json()["detail"]
    assert one.posts.get().text == "First."
    assert program.send(
        "api-post", one.pk, 1, said={"text": "x", "version": 9}, method="patch", status=400
    ).json()["errors"]["version"]


def test_nobody_changes_what_somebody_else_wrote(program):
    one = thread(member("15F"))
    was = one.posts.get().text

    program.send("api-post", one.pk, 1, said={"text": "Mine now.", "version": 1}, method="patch", status=403)

    assert one.posts.get().text == was
    assert signed_in(moderator()).patch(
        reverse("api-post", args=[one.pk, 1]),
        json.dumps({"text": "Mine now.", "version": 1}),
        content_type="application/json",
    ).status_code in (403, 409)


# Notifications


def test_what_one_is_told_is_marked_as_read_with_what_is_like_it(program):
    one, other = thread(), thread()
    for where in (one, one, other):
        made_post = post(where, member("15F"))
        Notification.objects.create(person=program.user, kind="mention", post=made_post, by=made_post.author)
    [_, _, first] = program.get("api-notifications")["results"]

    program.send("api-notification-read", first["number"], status=204)

    new = Notification.objects.new().filter(person=program.user)
    assert [told.post.thread for told in new] == [other]


def test_nobody_marks_what_others_are_told(program):
    made_post = post(thread(), member("15F"))
    told = Notification.objects.create(person=member(), kind="mention", post=made_post, by=made_post.author)

    program.send("api-notification-read", told.pk, status=404)
    Program(program.user, "write").send("api-notification-read", told.pk, status=403)

    assert Notification.objects.new().filter(pk=told.pk).exists()


def test_a_token_that_ended_writes_nothing(program):
    program.user.tokens.update(last_day=program.user.tokens.get().last_day - timedelta(days=60))

    program.send("api-threads", said=SAID, status=401)

    assert not started()


@pytest.mark.django_db(transaction=True)
def test_ten_times_at_once_with_one_key_is_written_once(program):
    answers = at_once(*[lambda: program.send("api-threads", said=SAID, key="once").json()["number"]] * 10)

    assert len(set(answers)) == 1
    assert len(started()) == 1
