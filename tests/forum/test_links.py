"""What threads are about besides their main subject: said, shown with the newest figures, and listed on its pages."""

import re
import uuid
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.links import TooManyLinks, add_links, change_links
from forum.forms.about_too import AboutThread, AboutTooField, line_of
from forum.models import Link, Post, Thread
from forum.models.links import MOST_LINKS, About
from forum.presenters.links import beside_thread
from forum.queries.discussions import thread_read
from metrics.models import Area
from safety.models import AuditEntry
from tests.factories import adoption, case_study, figures, member, moderator, outcome, technology, thread
from tests.places import area
from tests.published import APRIL, MAY

pytestmark = pytest.mark.django_db
ALL = "C_999"


def read(text: str, reader=None) -> list[About]:
    """Return what lines name to a person."""
    field = AboutTooField()
    field.reader, field.host = reader or member(), "exemplar.example"
    return field.clean(text)


def linked(*things: About, **fields):
    made = thread(**fields)
    add_links(made, things)
    return made


def page_of(client, found, status: int = 200) -> str:
    address = found if isinstance(found, str) else found.get_absolute_url()
    answered = client.get(address, follow=True)
    assert answered.status_code == status, address
    return unescape(answered.content.decode())


def panels(client, made) -> str:
    """Return the words of what stands beside a thread."""
    beside = page_of(client, made).split('<aside class="app-about"')[1].split("</aside>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", beside).split())


# What lines mean


def test_the_hint_gives_an_example_that_is_understood():
    (example,) = re.findall("“(.*?)”", AboutTooField().help_text)

    assert read(example) == [About(area=area("03R"), measure="within-18-weeks")]


def test_a_line_names_an_area_a_measure_a_function_or_several_of_them():
    wakefield = area("03R")

    assert read("Wakefield (03R)") == read("03r") == [About(area=wakefield)]
    assert read("clearance time") == read("clearance-weeks") == [About(measure="clearance-weeks")]
    assert read("Urology") == read("c_101") == [About(function="C_101")]
    assert read("Wakefield: Clearance time: Urology") == [About(wakefield, "clearance-weeks", "C_101")]
    assert read("Treated with an admission, per 1,000 people: 03R") == [About(wakefield, "admitted-per-1000")]
    assert read("03R\n\n  Wakefield (03R) \nUrology") == [About(area=wakefield), About(function="C_101")]


ADDRESSES = {
    "/areas/03R/": ("03R", "", ""),
    "/areas/03r/variation/?month=2025-05": ("03R", "", ""),
    "/areas/03R/better-peers/?measure=median-wait&function=C_101": ("03R", "median-wait", "C_101"),
    "/areas/03R/measures/clearance-weeks/?function=C_101": ("03R", "clearance-weeks", "C_101"),
    "/areas/03R/measures/clearance-weeks/chart.svg": ("03R", "clearance-weeks", ""),
    "/measures/clearance-weeks/?level=icb&function=C_999#map": ("", "clearance-weeks", ""),
    "https://exemplar.example/measures/clearance-weeks/movement/": ("", "clearance-weeks", ""),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_a_page_here_names_what_it_is_about(address):
    code, measure, function = ADDRESSES[address]

    assert read(address) == [About(area(code) if code else None, measure, function)]


def test_case_studies_and_technologies_are_named_by_their_name_their_address_or_what_is_offered():
    case, used = case_study(state="published", title="Same-day: clinics"), technology("Hip robots")

    for line in ("same-day: clinics", f"Same-day: clinics [case study {case.pk}]", case.get_absolute_url()):
        assert read(line) == [About(case_study=case)]
    for line in ("hip robots", f"Hip robots [technology {used.slug}]", used.get_absolute_url()):
        assert read(line) == [About(technology=used)]


def test_what_is_offered_is_understood_as_it_is_offered(client):
    case_study(state="published", title="Same-day: clinics")
    technology("Hip robots")
    someone = member()
    client.force_login(someone)

    names = client.get(reverse("link-names")).json()["names"]

    assert len(names) > 100
    for name in [*names[:5], *names[-60:]]:
        (about,) = read(name, someone)
        assert line_of(about) == name


NOT_UNDERSTOOD = [
    "Atlantis",
    "Wakefield: Atlantis",
    "/nowhere/",
    "/areas/ZZZ/",
    "/methods/",
    "https://example.org/areas/03R/",
    "http://[/",
    "[case study 999999]",
    "[technology nothing]",
    "/case-studies/999999-x/",
]


@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_a_line_that_is_not_understood_is_named_in_the_message_and_stays_in_the_box(client, line):
    made = thread(member("03R"))
    client.force_login(made.author)

    answered = client.post(reverse("thread-about", args=[made.pk]), {"about_too": f"Urology\n{line}"})

    page = unescape(answered.content.decode())
    assert f"“{line}” is no area, measure, treatment function" in page
    assert f"Urology\n{line}</textarea>" in page
    assert not Link.objects.exists()


def test_a_line_that_may_be_several_areas_says_which():
    with pytest.raises(Exception, match=r"may be .* or .*: enter one of them"):
        read("Yorkshire")
    with pytest.raises(Exception, match="names two of the same kind"):
        read("Urology: Dermatology")


def test_nobody_names_what_they_do_not_see():
    draft, hidden = case_study(title="In secret"), technology(state="proposed")

    for line in (
        "In secret",
        f"x [case study {draft.pk}]",
        draft.get_absolute_url(),
        hidden.get_absolute_url(),
    ):
        with pytest.raises(Exception, match="is no area"):
            read(line)


# Saying it


def test_who_starts_a_thread_says_at_once_what_else_it_is_about(client):
    client.force_login(member("03R"))
    sent = {"title": "Late starts", "text": "Why?", "area": "03R", "key": uuid.uuid4()}

    wrong = client.post(reverse("start-thread"), sent | {"about_too": "Urology\nAtlantis"})
    assert "“Atlantis” is no area" in unescape(wrong.content.decode())
    assert "Urology\nAtlantis</textarea>" in wrong.content.decode()
    client.post(
        reverse("start-thread"), sent | {"about_too": "Urology\nhttp://testserver/areas/15F/\nWakefield"}
    )

    made = Thread.objects.get(title="Late starts")
    assert [one.about for one in made.about_too.all()] == [About(function="C_101"), About(area("15F"))]


def test_an_author_says_later_what_the_thread_is_about_and_takes_it_back(client):
    made = thread(member("03R"))
    client.force_login(made.author)
    address = reverse("thread-about", args=[made.pk])
    assert address in page_of(client, made)

    assert (
        client.post(address, {"about_too": "Urology\nLeeds (15F)"}).headers["Location"]
        == made.get_absolute_url()
    )
    assert [one.about for one in made.about_too.all()] == [About(function="C_101"), About(area("15F"))]
    kept = made.about_too.get(area=area("15F")).pk
    assert "Urology\nLeeds (15F)</textarea>" in page_of(client, address)

    client.post(address, {"about_too": "Leeds (15F)"})
    assert [one.pk for one in made.about_too.all()] == [kept]
    assert not AuditEntry.objects.filter(act="change links").exists()


def test_what_staff_change_is_in_the_audit_log():
    made, staff = linked(About(function="C_101")), moderator()

    change_links(thread=made, by=staff, things=[About(area("15F"))])
    change_links(thread=made, by=staff, things=[About(area("15F"))])

    entry = AuditEntry.objects.get(act="change links")
    assert (entry.by, entry.details) == (staff.pk, {"added": 1, "removed": 1})


@pytest.mark.parametrize("someone", [member, moderator])
def test_others_do_not_say_what_a_thread_is_about_and_staff_do(client, someone):
    made = thread(member("03R"))
    client.force_login(someone())

    status = client.get(reverse("thread-about", args=[made.pk])).status_code

    assert status == (200 if someone is moderator else 403)


def test_a_locked_thread_stays_about_what_it_is_about(client):
    made = thread(member("03R"), is_locked=True)
    client.force_login(made.author)

    assert client.get(reverse("thread-about", args=[made.pk])).status_code == 403


def test_a_thread_is_about_ten_things_more_at_most():
    ten = [About(function=f"C_{number}") for number in range(100, 100 + MOST_LINKS)]
    made = linked(*ten)

    change_links(thread=made, by=made.author, things=[*ten[1:], About(area("15F"))])
    with pytest.raises(TooManyLinks):
        change_links(thread=made, by=made.author, things=[*ten, About(area("15F"))])

    assert made.about_too.count() == MOST_LINKS
    with pytest.raises(Exception, match="10 things more at most"):
        read("\n".join(one.code for one in Area.objects.filter(kind="sicbl")[: MOST_LINKS + 1]))


def test_the_main_subject_is_not_linked_again_and_nothing_twice():
    made = linked(
        About(area("03R"), "clearance-weeks"),
        About(area("15F")),
        About(area("15F")),
        area=area("03R"),
        measure="clearance-weeks",
    )

    assert [one.about for one in made.about_too.all()] == [About(area("15F"))]


def test_what_an_author_does_not_see_stays_linked():
    hidden = case_study(state="hidden")
    made = linked(About(case_study=hidden), About(function="C_101"))

    change_links(thread=made, by=made.author, things=[])

    assert [one.about for one in made.about_too.all()] == [About(case_study=hidden)]


# Beside the thread


def publish_figures() -> None:
    for month, share in ((APRIL, 600), (MAY, 650)):
        rows = [("ENGLAND", 590), ("QWO", share), ("15F", 500)]
        of_all = [{"area": code, "incomplete": 1000, "within_18": within} for code, within in rows]
        of_one = [
            one | {"treatment_function": "C_101", "within_18": one["within_18"] - 100} for one in of_all
        ]
        figures(month, *of_all, *of_one)


def test_each_thing_is_shown_with_its_newest_figure_beside_england(client):
    publish_figures()
    made = linked(
        About(area("QWO"), "within-18-weeks"),
        About(measure="within-18-weeks", function="C_101"),
        About(area("15F"), "waiting-list"),
        area=area("15F"),
    )
    client.force_login(member())

    shown = panels(client, made)

    assert "Leeds Waiting 18 weeks or less, Leeds : 50.0% in May 2025. Below England (59.0%)." in shown
    assert "Waiting 18 weeks or less, West Yorkshire 65.0% in May 2025. Above England (59.0%)." in shown
    assert "Waiting 18 weeks or less, England, urology : 49.0% in May 2025." in shown
    assert "Pathways on the waiting list, Leeds 1,000 pathways in May 2025." in shown
    page = page_of(client, made)
    assert 'href="/areas/QWO/measures/within-18-weeks/"' in page
    assert page.count('class="app-sparkline"') == 4


def test_figures_of_another_day_are_shown_at_once_when_they_are_published(client):
    publish_figures()
    made = linked(About(area("QWO"), "within-18-weeks"))
    client.force_login(member())
    assert "65.0% in May 2025" in panels(client, made)

    figures(MAY, {"area": "QWO", "incomplete": 1000, "within_18": 700})

    assert "70.0% in May 2025" in panels(client, made)


def test_what_is_not_known_is_said_and_never_zero(client):
    figures(
        APRIL, {"area": "QWO", "incomplete": 1000, "within_18": 600}, {"area": "ENGLAND", "incomplete": 9}
    )
    figures(MAY, {"area": "ENGLAND", "incomplete": 1000, "within_18": 600})
    made = linked(
        About(area("QWO"), "within-18-weeks"), About(area("15F")), About(area("QWO"), "clearance-weeks")
    )
    client.force_login(member())

    shown = panels(client, made)

    assert "West Yorkshire Not known in May 2025. In April 2025 it was 60.0%." in shown
    assert "Waiting 18 weeks or less, Leeds : No figure of it is published." in shown
    assert not re.search(r"(?<![\d.,])0(\.0)?(%| weeks| pathways)", shown)


def test_a_thread_says_what_it_is_about_before_anything_is_published(client):
    made = linked(About(area("QWO"), "within-18-weeks"))
    client.force_login(member())

    assert "No figure of it is published." in panels(client, made)


def test_a_case_study_shows_what_it_says_changed_and_a_technology_where_it_is_used(client):
    publish_figures()
    case, used = case_study(state="published", title="Same-day clinics"), technology("Hip robots")
    outcome(case, measure="within-18-weeks", area=area("QWO"), treatment_function=ALL)
    adoption(of=used)
    made = linked(About(case_study=case), About(technology=used), About(technology=technology("Unused")))
    client.force_login(member())

    shown = panels(client, made)

    assert (
        "Same-day clinics A case study. What it says changed: Waiting 18 weeks or less, West Yorkshire"
        in shown
    )
    assert "Hip robots A technology. In use in 1 area." in shown
    assert "Unused A technology. No area says that it uses it yet." in shown


def test_practice_that_the_reader_does_not_see_is_not_shown(client):
    case, other = case_study(state="hidden", title="Hidden clinics"), technology("Proposed", state="proposed")
    made = linked(About(case_study=case), About(technology=other), About(area("15F")))
    client.force_login(member())
    shown = panels(client, made)
    assert "Leeds" in shown
    assert "Hidden clinics" not in shown
    assert "Proposed" not in shown

    client.force_login(moderator())
    assert "Hidden clinics" in panels(client, made)


def test_a_thread_page_asks_as_much_for_eleven_things_as_for_two(client):
    publish_figures()
    case, used = case_study(state="published"), technology()
    outcome(case, measure="within-18-weeks", area=area("QWO"), treatment_function=ALL)
    few = linked(About(case_study=case), About(technology=used), area=area("15F"))
    cases = [case_study(state="published") for _ in range(2)]
    for one in cases:
        outcome(one, measure="median-wait", area=area("15F"), treatment_function="C_101")
    many = linked(
        *(About(case_study=one) for one in cases),
        *(About(technology=technology()) for _ in range(2)),
        *(About(area=one) for one in Area.objects.filter(kind="icb").exclude(code="QWO")[:6]),
        area=area("QWO"),
        measure="within-18-weeks",
    )
    assert many.about_too.count() == MOST_LINKS
    client.force_login(member())

    cold, warm = [], []
    for made in (few, many):
        page_of(client, "/forum/")
        for counts in (cold, warm):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page_of(client, made)
            counts.append(len(asked))

    assert warm[0] == warm[1] <= 16, warm
    assert cold[0] >= cold[1], cold


# Listed on the pages of what they are about


def test_a_thread_is_listed_on_the_pages_of_all_that_it_links_to(client):
    publish_figures()
    case, used = case_study(state="published"), technology()
    made = linked(
        About(area("QWO"), "within-18-weeks"),
        About(measure="clearance-weeks"),
        About(case_study=case),
        About(technology=used),
        About(function="C_101"),
        title="Late starts",
    )
    client.force_login(member())

    for page in (
        "/areas/QWO/",
        "/areas/QWO/measures/within-18-weeks/",
        "/measures/within-18-weeks/",
        "/measures/clearance-weeks/",
        "/areas/QWO/measures/clearance-weeks/",
        case,
        used,
        "/forum/?area=QWO",
        "/forum/?measure=clearance-weeks",
        "/forum/?function=C_101",
    ):
        assert "Late starts" in page_of(client, page), page
    for page in (
        "/areas/15F/",
        "/areas/QWO/measures/waiting-list/",
        "/measures/waiting-list/",
        "/forum/?area=15F",
        "/forum/?function=C_110",
    ):
        assert "Late starts" not in page_of(client, page), page
    assert made.title == "Late starts"


def test_a_measure_of_one_area_is_not_listed_with_another_of_the_same_thread(client):
    publish_figures()
    linked(
        About(area("15F"), "within-18-weeks"), title="Late starts", area=area("QWO"), measure="waiting-list"
    )
    client.force_login(member())

    assert "Late starts" in page_of(client, "/areas/15F/measures/within-18-weeks/")
    assert "Late starts" not in page_of(client, "/areas/15F/measures/waiting-list/")


def test_held_threads_are_listed_to_nobody_else(client):
    publish_figures()
    linked(
        About(measure="clearance-weeks"),
        title="Late starts",
        state=Post.State.HELD,
        held_because="first posts",
    )
    client.force_login(member())

    assert "Late starts" not in page_of(client, "/measures/clearance-weeks/")


def test_visitors_of_a_measure_are_asked_to_sign_in(client):
    publish_figures()
    linked(About(measure="clearance-weeks"), title="Late starts")

    page = page_of(client, "/measures/clearance-weeks/")

    assert "Late starts" not in page
    assert "sign in as a member" in page


def test_what_is_beside_a_thread_is_in_its_order_the_main_subject_first():
    made = linked(*(About(function=code) for code in ("C_101", "C_110", "C_120", "C_130")), area=area("15F"))
    reader = member()
    made = thread_read(reader, made.pk)

    beside = beside_thread(reader, made)

    assert [one.words for one in beside.panels] == [
        "Leeds",
        "Urology",
        "Trauma and orthopaedics",
    ]
    assert [one.words for one in beside.more] == ["Ear, nose and throat", "Ophthalmology"]


def test_the_form_begins_with_what_the_thread_is_about():
    made = linked(About(area("15F"), "clearance-weeks", "C_101"))

    form = AboutThread(thread=made, things=[one.about for one in made.about_too.all()])

    assert form["about_too"].value() == "Leeds (15F): Clearance time: Urology"
