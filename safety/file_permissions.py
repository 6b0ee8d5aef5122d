"""Who may see an uploaded file: a named question that each app answers for what its files belong to."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from safety.models import Upload

Someone = AbstractBaseUser | AnonymousUser
Question = Callable[[Someone, Upload], bool]
QUESTIONS: dict[str, Question] = {}


def answers_for(purpose: str) -> Callable[[Question], Question]:
    """Let a question decide who sees files of a purpose, in a module that its app's `ready` imports."""

    def take(question: Question) -> Question:
        QUESTIONS[purpose] = question
        return question

    return take


def may_see_file(user: Someone, upload: Upload) -> bool:
    """Say whether a person may have a file: as what it belongs to says; its owner alone while it belongs to nothing.

    Visitors too: what everybody reads may have pictures.
    """
    if (user.is_authenticated and not user.is_active) or upload.state not in Upload.SERVED:
        return False
    if Upload.objects.belonging_to_nothing().filter(pk=upload.pk).exists():
        return user.is_authenticated and upload.owner_id == user.pk
    question = QUESTIONS.get(upload.purpose)
    return question is not None and question(user, upload)
