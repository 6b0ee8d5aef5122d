"""Where posts stand: put at another number or in another thread, with their old addresses leading there."""

from forum.models import FormerPlace, Post, Thread


def held_threads(*threads: Thread) -> dict[int, Thread]:
    """Return threads as they are now by their numbers, kept from changing. Hold their posts before them."""
    return Thread.objects.select_for_update(of=["self"]).in_bulk(sorted(each.pk for each in threads))


def put_in(thread: Thread, number: int, post: Post) -> None:
    """Put a post at a number of a thread: one that nobody had, or its own of before. The threads are to be settled."""
    FormerPlace.objects.filter(thread=thread, number=number, post=post).delete()
    FormerPlace.objects.create(thread_id=post.thread_id, number=post.number, post=post)
    post.thread, post.number = thread, number
    post.save(update_fields=["thread", "number", "published_at"])


def settle_threads(*threads: Thread) -> None:
    """Count what threads hold after posts came to them or went, and let none be answered by a post of another."""
    for thread in threads:
        thread.count_posts()
        if thread.accepted_id and not thread.posts.filter(pk=thread.accepted_id).exists():
            accept_in(thread, None, None)


def accept_in(thread: Thread, post: int | None, at: object) -> None:
    """Let a thread be answered by the post of that number among all posts, or by none."""
    thread.accepted_id, thread.accepted_at = post, at
    thread.save(update_fields=["accepted", "accepted_at"])
    thread.count_posts()
