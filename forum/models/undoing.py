"""What it takes to undo a decision: how things were before it, and where posts stood."""

from django.db import models
from django.db.models import Max, Q

from forum.models.discussions import Post, Thread
from forum.models.moderation import ReviewEvent


class Before(models.Model):
    """How things were before a decision, for an appeal that is upheld: numbers, states and slugs, never words."""

    decision = models.OneToOneField(ReviewEvent, on_delete=models.CASCADE, related_name="before")
    facts = models.JSONField()

    def __str__(self) -> str:
        return f"Before decision {self.decision_id}"


class FormerPlace(models.Model):
    """Where a post once stood: that address leads to where it stands now, and its number is given to no other."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="former_places")
    number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="former_place_of_one_post"),
            models.CheckConstraint(condition=Q(number__gte=1), name="former_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"Once number {self.number} of thread {self.thread_id}"


def next_number(thread: Thread) -> int:
    """Return a number that no post of a thread has or had. Hold the thread's row from changing."""
    now = thread.posts.aggregate(last=Max("number"))["last"] or 0
    once = thread.former_places.aggregate(last=Max("number"))["last"] or 0
    return max(now, once) + 1
