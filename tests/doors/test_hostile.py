"""What nobody means and somebody types goes into every field of every act (刁难).

`hurting.txt` holds what breaks, is refused without a code, or is stored otherwise than meant; `differing.txt`
the fields of which form and endpoint do not say the same of a value; `fields.txt` those that form, endpoint
and workbook describe otherwise. All only shrink. On PostgreSQL only that is tried which databases take
otherwise; `*.postgresql.txt` are its tables.

LIANCUN_UPDATE=1 ./dev run pytest tests/doors     leaves away what is right now
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client

from liancun.base import clock
from liancun.base.models import AuditLine
from liancun.faces.web import middleware
from liancun.faces.web.places import where as page_of
from liancun.rooms.registry.queries import viewers
from tests.conftest import client_as
from tests.doors.door import Door, Said, doors_of
from tests.doors.exceptions import only_shrinks
from tests.doors.fields import differences
from tests.doors.hostile import FEW, OF_DATABASES, TURNS, Prober, Verdict, hostile, name_of, places, put
from tests.doors.typed import Typed, acts, kin
from tests.test_walk import addresses, routes
from tests.walk_targets import targets

pytestmark = pytest.mark.slow

READERS = ("town.auditor", "head.accountant", "jiaxi.accountant")
"""Who opens the pages afterwards."""

WHOLE = connection.vendor == "sqlite"
TABLE = "{}.txt" if WHOLE else "{}.postgresql.txt"
standing = cache(viewers.viewer_of)

Key = tuple[str, str, str, str]
found: dict[Key, Verdict] = {}
"""(act, face, field, value) -> what became of it; tried once for the tests of this module."""
described: dict[str, str] = {}
"""Every field of every form, "act field" -> how endpoint and workbook describe it otherwise."""


@pytest.fixture
def verdicts(town, monkeypatch, tmp_path) -> Mapping[Key, Verdict]:
    """Every value in every field of every door."""
    if not found:
        for door, prober in doors(Typed(monkeypatch, tmp_path)):
            for turn in turns(door):
                for field, verdict in prober.verdicts(door, turn).items():
                    found[door.act, door.face, field, verdict.value] = verdict
            if door.face == "form":
                described.update((f"{door.act} {field}", how) for field, how in differences(door))
    return found


def turns(door: Door) -> Sequence[Sequence[str]]:
    """What is tried at a door: everything on one database, on the other what that may take otherwise."""
    if not WHOLE:
        return OF_DATABASES
    return FEW if door.face == "command" else TURNS


def doors(typed: Typed) -> Iterator[tuple[Door, Prober]]:
    """Every door with something to fill in, what has to be done before done; then all is taken back."""
    for act, example in acts().items():
        with transaction.atomic():
            for line in example.get("after", ()):
                typed.must(line)
            if "day" in example:
                clock.set_demo_day(example["day"])
            with pytest.MonkeyPatch.context() as patch:
                # Every try is taken back: who tries is the same each time, and is looked up once.
                for module in (viewers, middleware):
                    patch.setattr(module, "viewer_of", standing)
                standing.cache_clear()
                every = list(doors_of(act, typed))  # what an example names may be made for it
                prober = Prober(act)
                for door in every:
                    if door.fields:
                        yield door, prober
            transaction.set_rollback(True)


def test_nothing_breaks_and_nothing_is_bent(verdicts):
    """A value is taken and stored as meant, or refused with a code and nothing stored."""
    assert len(verdicts) > (4_000 if WHOLE else 1_500)
    assert sum(each.taken for each in verdicts.values()) > (400 if WHOLE else 20)
    wrong = {" ".join(key[:3]) + f" {key[3].replace(' ', '_')}": each.wrong for key, each in verdicts.items()}
    only_shrinks(TABLE.format("hurting"), {key: how for key, how in wrong.items() if how})


def test_form_and_endpoint_say_the_same(verdicts):
    fields: dict[str, list[str]] = {}
    for (act, face, field, value), verdict in verdicts.items():
        other = verdicts.get((act, "endpoint", field, value))
        if face != "form" or other is None or other.foreign:
            continue
        if (verdict.taken, verdict.codes) != (other.taken, other.codes):
            fields.setdefault(f"{act} {field}", []).append(f"{value}: {said(verdict)}, {said(other)}")
    assert len({key[::2] for key in verdicts}) > 200
    only_shrinks(TABLE.format("differing"), {field: "; ".join(how[:2]) for field, how in fields.items()})


@pytest.mark.only_on("sqlite3", "what is described is not stored")
def test_form_endpoint_and_workbook_say_the_same_of_a_field(verdicts):
    assert len(described) > 200
    only_shrinks("fields.txt", {field: how for field, how in described.items() if how}, reasons=True)


def said(verdict: Verdict) -> str:
    """A verdict in a word."""
    return "taken" if verdict.taken else "/".join(verdict.codes) or "refused"


@pytest.mark.only_on("sqlite3", "pages show what they are given, whichever database gave it")
def test_every_page_opens_afterwards(verdicts, monkeypatch, tmp_path):
    """What was taken is stored, as much as goes together; then lists, cards and reasons are opened."""
    typed, today = Typed(monkeypatch, tmp_path), clock.today()
    before = AuditLine.objects.latest("pk").pk
    cards: set[str] = set()
    for act in reversed(list(acts())):  # who is dead or has left does nothing more
        cards |= set(stored(act, typed, verdicts))
        clock.set_demo_day(today)
    lines = AuditLine.objects.filter(pk__gt=before)
    refs = set(lines.exclude(ref="").values_list("ref", flat=True))
    assert len(set(lines.values_list("verb", flat=True))) > 40
    known = targets()
    pages = {page for route in routes() if route.method == "GET" for page in addresses(route, known)}
    pages |= cards | {page_of(ref) for ref in refs}
    readers = [client_as(reader) for reader in READERS]
    answers = {page: opened(page, readers) for page in sorted(pages) if page}
    assert sum(answer == 200 for answer in answers.values()) > 200
    assert {page: answer for page, answer in answers.items() if answer >= 500} == {}


def opened(page: str, readers: Iterable[Client]) -> int:
    """What a page answers to the first of these to whom it opens."""
    answer = 0
    for client in readers:
        client.raise_request_exception = False
        answer = client.get(page).status_code
        if answer == 200 or answer >= 500:
            break
    return answer


def stored(act: str, typed: Typed, verdicts: Mapping[Key, Verdict]) -> Iterator[str]:
    """Send what each field takes, a value after the other in all fields at once; the cards of that."""
    example, card = acts()[act], kin().get(act, {}).get("card")
    for line in example.get("after", ()):
        name, is_named, rest = line.partition(": ")
        typed.run(typed.words(rest if is_named else line), name if is_named else "")
    if "day" in example:
        clock.set_demo_day(example["day"])
    doors = [door for door in doors_of(act, typed) if door.face != "command" and door.fields]
    for turn, door in zip(range(2 + max(map(len, TURNS))), cycle(doors), strict=False):
        changes = {}
        for place in places(door.fields):
            taken = [
                verdict.value
                for (what, face, field, _value), verdict in verdicts.items()
                if (what, face, field) == (act, door.face, name_of(place)) and verdict.taken
            ]
            if taken:
                changes[place] = hostile(door, place, taken[turn % len(taken)])
        said = put(fresh(door.fields, turn), changes)
        with transaction.atomic():
            done = door.send(said).done
            transaction.set_rollback(not done)
        if done and card:
            yield carded(card, said)


def carded(card: str, said: Said) -> str:
    """The address of a record that was filled in."""
    return re.sub(r"<(\w+)>", lambda field: quote(str(said[field[1]])), card)


def fresh(said: Any, turn: int) -> Any:
    """What goes through a door with the numbers of new records (PG-9001) counted on."""
    if isinstance(said, Mapping):
        return {name: fresh(each, turn) for name, each in said.items()}
    if isinstance(said, list):
        return [fresh(each, turn) for each in said]
    if isinstance(said, str) and re.search(r"9\d{3,6}\Z", said):
        return re.sub(r"\d+\Z", lambda number: str(int(number[0]) + 100 + turn), said)
    return said
