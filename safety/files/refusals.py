"""Why a file is not taken, in words for the person who chose it."""

ALLOWED = (
    "Choose a picture (JPEG, PNG, GIF or WebP), a PDF, or a Word, Excel or PowerPoint file "
    "(.docx, .xlsx, .pptx)."
)
PICTURES = "Choose a picture: JPEG, PNG, GIF or WebP."


class FileRefused(Exception):
    """A file that is not taken, with what is wrong and what to do in words."""


class Empty(FileRefused):
    def __init__(self):
        super().__init__("The file is empty. Choose another.")


class TooLarge(FileRefused):
    def __init__(self, limit: int):
        super().__init__(f"The file must be {limit // 1_000_000} MB or smaller.")


class NotAllowed(FileRefused):
    """A kind that is not taken."""

    def __init__(self, allowed: str = ALLOWED):
        super().__init__(f"Files of this kind are not taken. {allowed}")


class NameRefused(FileRefused):
    def __init__(self, why: str):
        super().__init__(f"{why} Rename the file and choose it again.")


class Unreadable(FileRefused):
    """A file whose content is not what its kind should hold."""

    def __init__(self, kind: str):
        super().__init__(
            f"This {kind} is damaged, or not one throughout. Open it, save it anew and choose that."
        )


class Encrypted(FileRefused):
    def __init__(self, kind: str):
        super().__init__(f"This {kind} is protected by a password. Save it without one and choose that.")


class Active(FileRefused):
    """A document that would do something by itself when it is opened."""

    def __init__(self, kind: str, what: str, instead: str):
        super().__init__(f"This {kind} holds {what}. {instead}")


class TooMuchInside(FileRefused):
    def __init__(self, kind: str):
        super().__init__(
            f"This {kind} unpacks to far more than its size. Save a smaller one and choose that."
        )


class TooManyPixels(FileRefused):
    def __init__(self, most: int):
        super().__init__(
            f"The picture has more than {most // 1_000_000} million pixels. Make it smaller and choose that."
        )


class PatientData(FileRefused):
    """A document whose text holds what may tell who a patient is."""

    def __init__(self, found: str):
        super().__init__(
            f"The text of this file looks as if it holds {found}. Take out what is about patients and choose it again."
        )


class VirusFound(FileRefused):
    def __init__(self):
        super().__init__("The virus scanner found something harmful in this file, so it was not kept.")


class ScannerAway(FileRefused):
    def __init__(self):
        super().__init__("Files cannot be scanned for viruses just now, so none are taken. Try again later.")


class TooManyToday(FileRefused):
    def __init__(self, most: int):
        super().__init__(f"You uploaded {most} files within a day, which is the most. Try again tomorrow.")
