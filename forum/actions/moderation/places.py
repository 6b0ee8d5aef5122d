"""Where posts stand: put at another number or in another thread, with their old addresses leading there."""

from forum.models import FormerPlace, Post, Thread


def held_threads(*threads: Thread) -> dict[int, Thread]:
    """Return threads as they are now by their numbers, kept from changing. Hold their posts before them."""
    return Thread.objects.select_for_update(of=["self"]).in_bulk(sorted(each.pk for each in threads))


def put_in(thread: Thread, number: int, post: Post) -> None:
    """Put a post at a number of a thread: one that nobody had, or its own of before. The threads' counts are to do."""
    FormerPlace.objects.filter(thread=thread, number=number, post=post).delete()
    FormerPlace.objects.create(thread_id=post.thread_id, number=post.number, post=post)
    post.thread, post.number = thread, number
    post.save(update_fields=["thread", "number", "published_at"])
