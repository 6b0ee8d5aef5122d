"""What people have begun to write, as forms begin with it."""

from forum.models import Draft


def begun_with(draft: Draft | None) -> dict[str, object]:
    """Return what a form to reply begins with, of what was kept of it."""
    return {"text": draft.text, "to": draft.fields.get("to")} if draft else {}
