"""What may not be started, chosen or changed because of a thread's kind, category or tags, in words for people."""

from forum.actions.refusals import PostRefused
from forum.models import Category
from forum.models.categories import LONGEST_TAG
from forum.models.kinds import LONGEST_OPTION, LONGEST_PLACE, MOST_OPTIONS

FEWEST_OPTIONS = 2
MOST_TAGS = 5


class CategoryRefused(PostRefused):
    """A category in which somebody may not start threads: which ones there are is not told."""

    def __init__(self):
        super().__init__("You cannot start a thread in that category. Choose one of those offered.")


class CategoryClosed(PostRefused):
    def __init__(self, category: Category):
        super().__init__(f"“{category}” takes no new threads. Choose another category.")


class StaysWhereItIs(PostRefused):
    def __init__(self):
        super().__init__(
            "What was written in a private space stays in it, and what all members read is not put into one: "
            "start a new thread there."
        )


class AnnouncementRefused(PostRefused):
    def __init__(self):
        super().__init__(
            "Announcements are made by leads, moderators and administrators. Start a discussion instead."
        )


class TooManyTags(PostRefused):
    def __init__(self):
        super().__init__(f"Enter {MOST_TAGS} tags at most.")


class TagTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"A tag must be {LONGEST_TAG} characters or fewer.")


class TagWithoutLetters(PostRefused):
    def __init__(self, tag: str):
        super().__init__(f"The tag “{tag}” needs a letter from A to Z or a digit.")


class LooksLikePatientData(PostRefused):
    def __init__(self):
        super().__init__(
            "Tags, places and options seem to have patient data. Take it out: nothing about a patient may be kept here."
        )


class EventMissing(PostRefused):
    def __init__(self):
        super().__init__("Say when the event starts.")


class EventEndsFirst(PostRefused):
    def __init__(self):
        super().__init__("The event ends before it starts: change one of the two times.")


class PlaceTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"The place must be {LONGEST_PLACE} characters or fewer.")


class TooFewOptions(PostRefused):
    def __init__(self):
        super().__init__(f"Enter {FEWEST_OPTIONS} options or more, each in a line of its own.")


class TooManyOptions(PostRefused):
    def __init__(self):
        super().__init__(f"Enter {MOST_OPTIONS} options at most.")


class OptionTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"An option must be {LONGEST_OPTION} characters or fewer.")


class OptionTwice(PostRefused):
    def __init__(self, words: str):
        super().__init__(f"“{words}” is there twice: options must differ.")


class ClosesInThePast(PostRefused):
    def __init__(self):
        super().__init__("The poll closes in the past: enter a later time, or none.")


class OptionsStay(PostRefused):
    def __init__(self):
        super().__init__(
            "People have chosen already: what they chose from stays as it is. You can change when the poll closes."
        )


class HasAnAnswer(PostRefused):
    def __init__(self):
        super().__init__("A reply is accepted as the answer: while it is, this stays a question.")


class PollClosed(PostRefused):
    def __init__(self):
        super().__init__("This poll is closed: nobody chooses any more.")


class NothingChosen(PostRefused):
    def __init__(self):
        super().__init__("Choose one of the options.")


class TooMuchChosen(PostRefused):
    def __init__(self):
        super().__init__("Choose one option only.")


class OptionUnknown(PostRefused):
    def __init__(self):
        super().__init__("These options were changed. Look at the poll again, and choose.")


class ReasonMissing(PostRefused):
    def __init__(self):
        super().__init__("Say why you change what somebody else started.")
