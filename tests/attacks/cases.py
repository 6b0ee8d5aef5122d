"""One attack on one thing, and how its address is made."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from django.http import HttpResponse
from django.urls import reverse

from tests.attacks.world import Attacker

REFUSED = (403, 404)


@dataclass(frozen=True)
class Case:
    """One thing that is asked for in one way. `address` takes the world; `sent` the fields, by the world too."""

    what: str
    method: str
    address: Callable[[SimpleNamespace], str]
    by: tuple[str, ...]
    sent: Callable[[SimpleNamespace], dict] = lambda _: {}
    answers: tuple[int, ...] = REFUSED

    def __str__(self) -> str:
        return f"{self.method} {self.what}"

    def ask(self, attacker: Attacker, world: SimpleNamespace) -> HttpResponse:
        # Files are read once: each attack brings its own.
        send = getattr(attacker.client, self.method.lower())
        return send(self.address(world), self.sent(world))


def of(
    name: str, *which: Callable[[SimpleNamespace], object], ask: str = ""
) -> Callable[[SimpleNamespace], str]:
    """Return what makes the address of a route of the world's things."""
    return lambda world: reverse(name, args=[each(world) for each in which]) + ask


def pk(thing: str) -> Callable[[SimpleNamespace], int]:
    return lambda world: getattr(world, thing).pk


def own(name: str) -> Callable[[SimpleNamespace], str]:
    return lambda world: reverse(name, args=[world.own])


def fixed(value: object) -> Callable[[SimpleNamespace], object]:
    return lambda _: value


def read_and_written(
    what: str, address, by: tuple[str, ...], *sent: tuple[str, Callable], answers=REFUSED
) -> list:
    """Return the cases of a page with forms: looked at in two ways, and sent in each way named."""
    look = Case(what, "GET", address, by, answers=answers)
    return [look, *(Case(f"{what}: {way}", "POST", address, by, fields, answers) for way, fields in sent)]


# Who sends a form that is carried out: its address and fields. What is not here is sent empty but for the columns.
Sent = tuple[str, Callable[[SimpleNamespace], list], Callable[[SimpleNamespace], dict]]


def sent(who: str, *args: str, **fields) -> Sent:
    """Return a form at what the arguments name: things of the world, or words of its address."""
    return (
        who,
        lambda world: [getattr(world, each).pk if hasattr(world, each) else each for each in args],
        fixed(fields),
    )
