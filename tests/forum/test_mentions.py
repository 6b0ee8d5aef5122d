"""Who is named in posts, and what is shown where somebody or something is named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions.discussions import edit_post, reply, start_thread
from forum.models import Category, Mention
from forum.presenters.living import Text, filled_in
from metrics.models import Area
from safety.markdown import rendered
from tests.factories import MAY, administrator, figures, member, post, signed_in, thread, trusted, verified

pytestmark = pytest.mark.django_db


def named(made) -> set[str]:
    return {str(one.area or one.person) for one in made.mentions.select_related("area", "person")}


def token(person) -> str:
    return f"@Jane-Smith:{person.pk}"


def filled(text: str, **of) -> str:
    return filled_in([Text(rendered(text), **of)])[0]


def test_who_is_named_is_kept_with_the_post():
    author, jane = trusted(member()), member(name="Jane Smith")

    made = reply(thread=thread(), by=author, text=f"{token(jane)} and @qwo know. Again: {token(jane)}")

    assert named(made) == {"Jane Smith", Area.objects.get(code="QWO").short_name}


def test_an_edit_keeps_the_rows_of_who_stays_named():
    author, jane, bob = trusted(member()), member(name="Jane Smith"), member(name="Bob Jones")
    made = reply(thread=thread(), by=author, text=f"{token(jane)} and @03R know.")
    row = Mention.objects.get(person=jane)

    edit_post(post=made, by=author, text=f"{token(jane)} and @Bob-Jones:{bob.pk} know.")

    assert named(made) == {"Jane Smith", "Bob Jones"}
    assert Mention.objects.get(person=jane) == row


@pytest.mark.parametrize("stranger", [verified, None], ids=["no member", "nobody"])
def test_nobody_is_kept_who_may_not_read_it(stranger):
    number = stranger().pk if stranger else 999_999_999

    assert not reply(thread=thread(), by=trusted(member()), text=f"@Ann:{number}, @ZZZ").mentions.exists()


def test_nobody_outside_a_private_space_is_kept():
    space = Category.objects.create(name="West Yorkshire", slug="west-yorkshire", group=Category.Group.SPACE)
    space.areas.add(Area.objects.get(code="QWO"))
    author, inside, outside = trusted(member("03R")), member("03R"), member("92G")
    made = thread(author, category=space)

    said = reply(thread=made, by=author, text=f"@In:{inside.pk} @Out:{outside.pk}")

    assert list(said.mentions.values_list("person", flat=True)) == [inside.pk]


def test_who_names_themselves_is_not_told_of_it():
    author = trusted(member())

    assert not reply(thread=thread(), by=author, text=token(author)).mentions.exists()


def test_a_post_that_names_very_many_names_no_more_than_are_told():
    author = trusted(member())
    codes = Area.objects.exclude(kind="provider").exclude(code="").values_list("code", flat=True)
    text = " ".join(f"@{code}" for code in codes if 3 <= len(code) <= 5)

    assert start_thread(by=author, title="All", text=text).posts.get().mentions.count() == 20


def test_people_are_shown_by_the_name_that_they_have_now():
    jane = member(name="Jane Brown")

    assert filled(token(jane)) == f'<p><a href="/people/{jane.pk}/">@Jane Brown</a></p>\n'


def test_who_left_is_shown_without_a_name():
    jane = member()
    type(jane).objects.filter(pk=jane.pk).update(is_active=False, closed_at="2025-05-01T00:00Z", name="")

    assert filled(token(jane)) == "<p>@Former member</p>\n"


def test_what_is_not_there_reads_as_it_was_typed():
    text = "@Ann:999999999 @ZZZ #no-such-measure ZZZ/within-18-weeks ![a chart](file:3)"

    assert filled(text) == f"<p>{text.replace('![a chart](file:3)', 'a chart')}</p>\n"


def test_names_that_are_typed_do_not_act():
    jane = member(name='<script>alert("1")</script>')

    assert "<script" not in filled(token(jane))


def test_figures_are_those_of_the_newest_month():
    figures(
        MAY,
        {"area": "ENGLAND", "incomplete": 1000, "within_18": 609},
        {"area": "QWO", "incomplete": 100, "within_18": 59},
    )

    html = filled("QWO/within-18-weeks, @QWO, #within-18-weeks")

    name = Area.objects.get(code="QWO").short_name
    assert f'<a href="/areas/QWO/measures/within-18-weeks/">Waiting 18 weeks or less, {name}</a>' in html
    assert "<strong>59.0%</strong> in May 2025, below England (60.9%)" in html
    assert f'<a href="/areas/QWO/">{name}</a>' in html
    assert '<a href="/measures/within-18-weeks/">' in html
    assert "<strong>60.9%</strong> in May 2025</p>" in html


def test_a_measure_alone_is_that_of_the_area_of_the_thread():
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 59})

    assert "<strong>59.0%</strong>" in filled("#within-18-weeks", area="QWO")


def test_what_is_not_published_is_said_in_words():
    assert "no figures are published yet" in filled("#within-18-weeks")
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 59})
    assert "not known for May 2025" in filled("#qwo/median-wait")


def test_figures_change_with_what_is_published():
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 59})
    made = thread(text="QWO/within-18-weeks")
    client = signed_in(member())
    assert "59.0%" in client.get(made.get_absolute_url()).text

    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 70})

    page = client.get(made.get_absolute_url()).text
    assert "70.0%" in page
    assert "59.0%" not in page


def test_many_names_cost_as_much_as_one(django_assert_num_queries):
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 59})
    few, many = thread(text="@QWO #within-18-weeks"), thread(text="@QWO #within-18-weeks")
    people = [member(name=f"Jane {number}") for number in range(9)]
    post(few, text=token(people[0]))
    for person in people:
        post(many, text=f"{token(person)} @03R 03R/median-wait QWO/within-18-weeks")
    client = signed_in(administrator())
    for made in (few, many):
        client.get(made.get_absolute_url())

    with CaptureQueriesContext(connection) as asked:
        client.get(few.get_absolute_url())
    with django_assert_num_queries(len(asked)):
        client.get(many.get_absolute_url())
