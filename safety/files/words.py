"""What people wrote in a document, as much of it as is read for patient data."""

from safety.files.refusals import PatientData
from safety.guard import HOLD, scan

# A second of scanning: 500 pages, or 200,000 cells of a sheet.
MOST_TEXT = 1_500_000
TOO_LONG = "it holds more text than is looked through"


class Words:
    """Takes texts in until there is no more room; `unread` then says so."""

    def __init__(self):
        self.texts: list[str] = []
        self.room = MOST_TEXT
        self.unread = ""

    def add(self, text: str) -> None:
        if len(text) > self.room:
            self.unread = TOO_LONG
        self.texts.append(text[: self.room])
        self.room -= len(self.texts[-1])

    def refuse_patients(self) -> None:
        """Raise PatientData where a text holds what would hold a post; names and postcodes alone are common."""
        for text in self.texts:
            if found := scan(text).of(HOLD):
                raise PatientData(found[0].words)
