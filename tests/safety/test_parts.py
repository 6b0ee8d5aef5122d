"""Parts of pages are kept while what they are made of stays the same."""

from safety.parts import TOKEN, hole, kept_part


def counted():
    """Return what makes a part, and what it has made."""
    made = []

    def make() -> str:
        made.append(len(made))
        return f"<p>{len(made)} {TOKEN}</p>"

    return make, made


def test_a_part_is_made_once_of_the_same():
    make, made = counted()

    parts = [kept_part("part", ("a", 1), make, token=token) for token in ("one", "two")]

    assert parts == ["<p>1 one</p>", "<p>1 two</p>"]
    assert len(made) == 1


def test_a_part_of_something_else_or_of_another_name_is_another():
    make, made = counted()
    for name, made_of in (("part", ("a", 1)), ("part", ("a", 2)), ("part", ("a", "1")), ("other", ("a", 1))):
        kept_part(name, made_of, make, token="")

    assert len(made) == 4


def test_what_is_made_of_nothing_that_may_be_kept_is_made_each_time():
    make, _ = counted()

    assert [kept_part("part", None, make, token="x") for _ in range(2)] == ["<p>1 x</p>", "<p>2 x</p>"]


def test_holes_are_each_their_own_and_not_to_be_guessed():
    assert hole("token") == TOKEN != hole("now")
    assert len(TOKEN) >= 32
