"""What cannot be recorded of adoption, with the reason in words for people."""

from casestudies.models import Adoption, Technology


class AdoptionRefused(Exception):
    """What cannot be recorded, with the reason in words. `field`: of the form, where one is to blame."""

    field: str | None = None

    def __init__(self, words: str, field: str | None = None):
        super().__init__(words)
        self.field = field or self.field


class RecordedAlready(AdoptionRefused):
    def __init__(self, there: Adoption):
        self.there = there
        where = f" in “{there.setting}”" if there.setting else ""
        said = f"{there.area} has a record of {there.technology}{where} already"
        if there.state != Adoption.State.PUBLISHED:
            super().__init__(f"{said}, which moderators took off the site. Ask them about it.", "setting")
        else:
            super().__init__(f"{said}. Change that one, or name another setting.", "setting")


class ChangedMeanwhile(AdoptionRefused):
    """Somebody else changed the record since it was read. `adoption`: as it is now; `version`: what was read."""

    def __init__(self, adoption: Adoption, version: int):
        self.adoption, self.version = adoption, version
        super().__init__("Somebody else changed this record while you did. Nothing of yours is saved yet.")


class NotThere(AdoptionRefused):
    def __init__(self):
        super().__init__("This record is hidden: it cannot be changed until a moderator shows it again.")


class NotToBeRecorded(AdoptionRefused):
    field = "area"


class NotListed(AdoptionRefused):
    field = "technology"

    def __init__(self, technology: Technology):
        super().__init__(f"{technology} is not in the register now: nobody can record that they use it.")


class NoSuchStep(AdoptionRefused):
    field = "stage"


class NeedsReason(AdoptionRefused):
    field = "reasons"

    def __init__(self):
        super().__init__("Choose at least one reason why it was stopped or declined.")


class WrongDay(AdoptionRefused):
    field = "day"


class WrongNumber(AdoptionRefused):
    field = "reached"

    def __init__(self):
        super().__init__("More people are reached than are eligible: check both numbers.")


class OlderSheet(AdoptionRefused):
    """A line of a file would undo what somebody changed since the file was saved."""

    field = "version"

    def __init__(self, adoption: Adoption):
        super().__init__(
            f"Somebody changed this record since the file was saved: it is version {adoption.version} now."
            " Save the file anew and make your change there."
        )
