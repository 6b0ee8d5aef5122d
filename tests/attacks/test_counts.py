"""How many distinct attacks of each family are made: the figures that are quoted elsewhere are these."""

from accounts.signing_in.urls import urlpatterns as signing_in
from tests.attacks import (
    forms,
    others_things,
    test_extra_fields,
    test_forged_forms,
    test_guessing,
    test_headers,
    test_hostile_addresses,
    test_hostile_text,
    test_stolen_sessions,
)
from tests.safety.payloads import PAYLOADS

addresses, text, sessions = test_hostile_addresses, test_hostile_text, test_stolen_sessions
MADE = {
    "another's things": sum(len(case.by) for case in others_things.CASES),
    "columns put into forms": len(test_extra_fields.EXTRA) * (len(forms.FORMS) + len(others_things.ACTS)),
    "forged forms": len(test_forged_forms.TRIES) + len(test_forged_forms.FORGERIES),
    "who has an account": len(test_guessing.TRIES) + len(test_guessing.ASKED),
    "guesses": len(test_guessing.GUESSES) + 3,
    "copied and planted sessions": len(sessions.ENDS) * (len(sessions.SECRETS) + 1)
    + len(sessions.PLANTED)
    + len(sessions.MADE_UP),
    "other sites to go on to": len(addresses.NEXT) * len(addresses.GOING_ON),
    "other hosts": len(addresses.HOSTS) + len(addresses.FORWARDED),
    "far pages": 2 * len(addresses.FAR) * len(addresses.READ),
    "columns in addresses": len(addresses.LOOKUPS) * len(addresses.LISTS),
    "strange words in addresses": len(addresses.STRANGE) * len(addresses.READ) + len(addresses.PATHS),
    "strange text in forms": len(text.STRANGE) * (len(forms.FORMS) + 2) + len(text.CREDENTIALS),
    "formulas in files": len(text.FORMULAS) * len(text.FILES + text.PRACTICE_FILES),
    "names and kinds of files": len(text.NAMES) + len(text.POLYGLOTS),
    "text that takes long": len(text.BOMBS),
    "scripts in text": len(PAYLOADS),
    "answers without headers": len(test_headers.TRIES) + len(test_headers.ERRORS),
}
PROMISED = {
    "another's things": 3000,
    "columns put into forms": 15_000,
    "forged forms": 800,
    "who has an account": 18,
    "guesses": 8,
    "copied and planted sessions": 99,
    "other sites to go on to": 200,
    "other hosts": 15,
    "far pages": 300,
    "columns in addresses": 200,
    "strange words in addresses": 200,
    "strange text in forms": 600,
    "formulas in files": 120,
    "names and kinds of files": 20,
    "text that takes long": 20,
    "scripts in text": 100,
    "answers without headers": 600,
}


def test_there_are_as_many_attacks_as_are_quoted():
    print("\n".join(f"{count:6,} {family}" for family, count in MADE.items()))

    assert {family: count for family, count in MADE.items() if count < PROMISED[family]} == {}


def test_every_page_of_signing_in_is_among_those_attacked():
    names = {name for name, _ in forms.ACTED}

    assert {pattern.name for pattern in signing_in} <= names
