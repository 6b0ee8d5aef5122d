"""Making the file of all that is kept about a person, for that person."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from accounts.models import User
from accounts.personal_data import all_about
from safety import audit

READ_ME = """This is everything that Exemplar keeps about you, as it was when you asked for it.

about-you.json holds it as text that people and programs can read. Times are in UTC.
Not in it: your password and the secrets of your second step, which are kept only so that nobody can read them.
"""


@transaction.atomic
def export_account(*, user: User) -> bytes:
    """Return a zip with all that is kept about a person."""
    told = json.dumps(all_about(user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("about-you.json", told)
        packed.writestr("read-me.txt", READ_ME)
    audit.record(act="export account", by=user, about=user)
    return file.getvalue()
