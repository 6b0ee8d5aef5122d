from xml.etree import ElementTree

import pytest

from metrics.charts.icons import NAMES, icon_file, icon_shape
from metrics.charts.raster import png


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_that_stands_alone_is_a_drawing_in_its_colour(name):
    drawing = ElementTree.fromstring(icon_file(name))

    assert drawing.get("color", "").startswith("#")
    assert len(drawing) >= 2
    assert png(icon_file(name), width=28)


def test_opposites_differ_in_shape_and_not_in_colour_alone():
    pairs = [
        ("improving-up", "improving-down"),
        ("concern-up", "concern-down"),
        ("met", "missed"),
        ("better", "worse"),
        ("better", "similar"),
        ("steady", "none"),
    ]
    assert [pair for pair in pairs if icon_shape(pair[0]) == icon_shape(pair[1])] == []


def test_a_page_hides_the_shape_from_those_who_hear_its_words():
    assert 'aria-hidden="true"' in icon_shape("met")


def test_a_name_that_is_not_known_is_drawn_as_nothing_to_say():
    assert icon_shape("moon") == icon_shape("none")
