"""Servers log the addresses of pages: what the guard holds is in none of them."""

from forum.models import Thread


def test_the_address_of_a_thread_has_no_word_of_a_title_that_is_held():
    assert Thread(pk=7, title="Seen: 943 476 5919").get_absolute_url().endswith("/7-thread/")


def test_the_address_of_any_other_thread_says_what_it_is_about():
    assert Thread(pk=7, title="Weekend lists in ENT").get_absolute_url().endswith("/7-weekend-lists-in-ent/")
