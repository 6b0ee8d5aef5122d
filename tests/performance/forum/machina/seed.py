"""Fill django-machina with the forum that is measured, and tell its pages."""

import os
from datetime import timedelta
from functools import cache

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.performance.forum.machina.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.text import slugify  # noqa: E402
from haystack import connections  # noqa: E402
from machina.apps.forum.models import Forum  # noqa: E402
from machina.apps.forum_conversation.models import Post, Topic  # noqa: E402
from machina.apps.forum_member.models import ForumProfile  # noqa: E402
from machina.apps.forum_tracking.models import TopicReadTrack  # noqa: E402
from machina.models import fields  # noqa: E402

from tests.performance.forum import size  # noqa: E402
from tests.performance.forum.asked import tell  # noqa: E402

FORUMS = 10
BATCH = 5000


def fill() -> None:
    # The texts are few: each is rendered once.
    fields.render_func = cache(fields.render_func)
    people = User.objects.bulk_create(
        User(username=f"Person {number}", email=f"person{number}@example.nhs.uk")
        for number in range(size.PEOPLE)
    )
    ForumProfile.objects.bulk_create(ForumProfile(user=one, posts_count=200) for one in people)
    forums = [Forum.objects.create(name=f"Forum {number}", type=Forum.FORUM_POST) for number in range(FORUMS)]
    topics = Topic.objects.bulk_create(
        Topic(
            forum=forums[number % FORUMS],
            poster=people[size.author(number)],
            subject=size.title(number),
            slug=slugify(size.title(number)),
            type=Topic.TOPIC_POST,
            status=Topic.TOPIC_UNLOCKED,
            posts_count=length,
        )
        for number, length in enumerate(size.lengths())
    )
    Post.objects.bulk_create(
        (
            Post(
                topic=topics[thread],
                poster=people[size.author(place)],
                subject=topics[thread].subject,
                content=size.text(place),
            )
            for thread, _, place in size.posts()
        ),
        batch_size=BATCH,
    )
    point_at_posts()
    for forum in forums:
        forum.update_trackers()
    read = timezone.now() + timedelta(seconds=1)
    TopicReadTrack.objects.bulk_create(
        TopicReadTrack(user=people[0], topic=topic, mark_time=read) for topic in topics[::2]
    )


def point_at_posts() -> None:
    """Let posts follow each other by a second, and topics know their first and their last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forum_conversation_post SET created = created - interval '1 s' * (%s - id)", [size.POSTS]
        )
        cursor.execute(
            "UPDATE forum_conversation_topic SET first_post_id = ends.first, last_post_id = ends.last,"
            " last_post_on = ends.at FROM (SELECT topic_id, min(id) AS first, max(id) AS last, max(created) AS at"
            " FROM forum_conversation_post GROUP BY topic_id) AS ends WHERE ends.topic_id = forum_conversation_topic.id"
        )
        cursor.execute("ANALYZE")


def index() -> None:
    """Make Whoosh's index of all posts at once: what haystack itself does takes minutes."""
    backend = connections["default"].get_backend()
    backend.setup()
    posts = connections["default"].get_unified_index().get_index(Post)
    writer = backend.index.writer(limitmb=512)
    for post in Post.objects.select_related("topic__forum", "poster").iterator(BATCH):
        row = posts.full_prepare(post)
        writer.add_document(**{name: backend._from_python(value) for name, value in row.items()})
    writer.commit()


def pages() -> dict[str, str]:
    def of(topic: Topic) -> str:
        names = {
            "forum_slug": topic.forum.slug,
            "forum_pk": topic.forum_id,
            "slug": topic.slug,
            "pk": topic.pk,
        }
        return reverse("forum_conversation:topic", kwargs=names)

    topics = Topic.objects.select_related("forum").order_by("pk")
    long, one = topics[0], topics[size.THREAD]
    return {
        "thread list": reverse("forum:forum", kwargs={"slug": one.forum.slug, "pk": one.forum_id}),
        "thread": of(one),
        "long thread, first page": of(long),
        "long thread, last page": f"{of(long)}?page={size.LONG // size.POSTS_A_PAGE}",
        "search": f"{reverse('forum_search:search')}?q={size.WORD}",
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    fill()
    index()
    tell(pages(), User.objects.get(username="Person 0"))
