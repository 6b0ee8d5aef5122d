"""Logs and error reports without what people wrote: an error must be findable, and need not be quoted."""

import logging
import re

from django.views.debug import ExceptionReporter

# PostgreSQL adds the values of the row that breaks a constraint.
ROW = re.compile(r"\s*\bDETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)
# What opens a page to whoever has its address, by what stands before it there.
SECRET = re.compile(
    r"(/(?:feeds|accounts/verify|accounts/password/new|accounts/letters/stop)/)(?!done/)[^/\s?#]+"
)
# A personal token of the API, wherever it stands.
TOKEN = re.compile(r"\bexm_[\w-]{6,}")
HIDDEN = "…"


def without_rows(text: str) -> str:
    return ROW.sub("", text)


def without_secrets(text: str) -> str:
    return TOKEN.sub(f"exm_{HIDDEN}", SECRET.sub(rf"\g<1>{HIDDEN}", text))


class RecordWithoutSecrets(logging.LogRecord):
    """What is logged by whomever, also in the subject of a mail about an error."""

    def getMessage(self) -> str:  # noqa: N802 (the library's name)
        return without_secrets(super().getMessage())


class WithoutRows(logging.Formatter):
    def formatException(self, exc_info) -> str:  # noqa: N802 (the library's name)
        return without_secrets(without_rows(super().formatException(exc_info)))


class WithoutWhatWasSent(ExceptionReporter):
    """Reports an error by its place in the code: no form, no address, no variable. A developer's page keeps them."""

    def get_traceback_data(self) -> dict:
        data = super().get_traceback_data()
        if not self.filter.is_active(self.request):
            return data
        for frame in data.get("frames", ()):
            frame["vars"] = []
            if frame.get("exc_cause"):
                frame["exc_cause"] = without_rows(str(frame["exc_cause"]))
        return data | {"request": None, "exception_value": without_rows(data.get("exception_value", ""))}
