"""What becomes of what somebody writes when they delete their account."""

import pytest
from django.urls import reverse

from accounts.actions.closing import close_account
from tests.casestudies.test_writing import two_authors
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def test_who_deletes_their_account_leaves_it_to_the_next_author_and_no_draft():
    case, ann, bob = two_authors()
    signed_in(ann).post(reverse("case-study-draft", args=[case.pk, "problem"]), {"problem": "Nine waited."})

    close_account(user=ann)

    assert case.authorships.get(is_owner=True).person == bob
    assert not case.drafts.exists()
