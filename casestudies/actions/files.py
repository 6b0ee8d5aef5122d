"""Files and pictures of a case study: added and taken off by its authors, each a version of it."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from casestudies.actions.changing import LifeRefused, locked, require
from casestudies.actions.versions import keep
from casestudies.models import CaseFile, CaseStudy
from casestudies.models.cases import MOST_FILES
from safety.actions.uploads import keep_upload, remove_upload
from safety.models import Upload


class TooManyFiles(LifeRefused):
    def __init__(self):
        super().__init__(f"A case study has {MOST_FILES} files at most. Remove one first.")


class UnreadFile(LifeRefused):
    def __init__(self):
        super().__init__(
            "Not all of this file could be looked through for patient data, and everybody reads this case study."
            " Save it in another way, for instance as a PDF with text that can be selected."
        )


def add_file(*, case: CaseStudy, file: UploadedFile, caption: str = "", by: User) -> CaseFile:
    """Check a file and add it to a case study. Raises LifeRefused or FileRefused.

    What the guard could not read whole is for whoever reviews the case study to look at: what is published already
    takes none such. The file is stored before its row is written, and without it is cleared out a day later.
    """
    require(case, CaseStudy.EDITABLE)
    _free_number(case)
    upload = keep_upload(file=file, purpose=Upload.Purpose.CASE_STUDY, owner=by)
    with transaction.atomic():
        # Locked, so that files sent at once take different numbers.
        case = locked(case)
        require(case, CaseStudy.EDITABLE)
        if upload.unread and case.state == CaseStudy.State.PUBLISHED:
            raise UnreadFile
        made = CaseFile.objects.create(
            case=case, upload=upload, number=_free_number(case), caption=caption.strip()
        )
        keep(case=case, by=by, note=f"Added the file “{upload.name}”")
    return made


@transaction.atomic
def remove_file(*, file: CaseFile, by: User) -> None:
    """Take a file off its case study for good: its name stays in the versions. Safe to repeat. Raises NotNow."""
    case = locked(file.case)
    gone = CaseFile.objects.filter(pk=file.pk).select_related("upload").first()
    if gone is None:
        return
    require(case, CaseStudy.EDITABLE)
    gone.delete()
    remove_upload(upload=gone.upload)
    keep(case=case, by=by, note=f"Removed the file “{gone.upload.name}”")


def _free_number(case: CaseStudy) -> int:
    taken = set(case.files.values_list("number", flat=True))
    free = [number for number in range(1, MOST_FILES + 1) if number not in taken]
    if not free:
        raise TooManyFiles
    return free[0]
