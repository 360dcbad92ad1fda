"""Who looked (查阅记录): logins, lists taken out, numbers shown whole, by page, API and command alike.

A face opens a look; queries note in it what they show whole, faces what they hand out; `keep` writes it
before the answer leaves. What cannot be written is not given. An ordinary look asks and notes nothing.

No number stands in it, only whose it was. Its rows are no acts: a reader must not wait for who records, and
what is older than the charter says goes. They are sealed one over the other by the keys of `evidence`.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from liancun.base import clock, evidence, guards
from liancun.base.findings import Finding
from liancun.base.models import Setting, TrailRow
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal

HEAD, GONE = "trail_head", "trail_gone"
"""Settings: the seal of the last row, and of the last that went; each under a key."""
LOGIN, FAILED, TAKEN, SHOWN = "login", "failed", "taken", "shown"
WEB, API, TOKEN, COMMAND = "web", "api", "token", "command"
READ_AGAIN = 5
ONE_BY_ONE = 20
"""So many people at most are named each by a row; a longer list is one row with their number."""


@dataclass(frozen=True)
class _Shown:
    by: str
    party: str
    data: frozenset[str]
    what: str
    org_code: str


@dataclass(frozen=True)
class _Taken:
    by: str
    what: str
    org_code: str
    form: str
    count: int | None


@dataclass
class Look:
    """One page, answer or command, and what is to be kept of it (一次查阅)."""

    via: str
    address: str = ""
    shown: list[_Shown] = field(default_factory=list)
    taken: list[_Taken] = field(default_factory=list)


_look: ContextVar[Look | None] = ContextVar("trail_look", default=None)
_list: ContextVar[tuple[str, str]] = ContextVar("trail_list", default=("", ""))


@contextmanager
def looking(via: str, address: str = "") -> Iterator[Look]:
    """Open a look: of a request, or of a command."""
    token = _look.set(Look(via, address))
    try:
        yield _look.get()  # type: ignore[misc]  # set a line above
    finally:
        _look.reset(token)


def begin(via: str) -> None:
    """Open a look that is as long as a command; '' ends it."""
    _look.set(Look(via) if via else None)


@contextmanager
def asked_only() -> Iterator[None]:
    """What is read here only tells whether something may be seen: none of it is shown."""
    token = _look.set(None)
    try:
        yield
    finally:
        _look.reset(token)


@contextmanager
def listing(name: str, org_code: str) -> Iterator[None]:
    """What is shown in here stands in a list."""
    token = _list.set((name, org_code))
    try:
        yield
    finally:
        _list.reset(token)


def shows(viewer: Viewer, party: str, **numbers: str) -> None:
    """Note that somebody's numbers are shown whole; one's own are nobody's business, none is nothing."""
    look, data = _look.get(), frozenset(name for name, value in numbers.items() if value)
    if look is not None and data and party != viewer.party:
        look.shown.append(_Shown(viewer.name, party, data, *_list.get()))


def takes(viewer: Viewer, what: str, org_code: str, form: str, count: int | None = None) -> None:
    """Note that a list is handed out as a file: what it is called, whose, as what, how many rows.

    A paper that is no list has no `count`.
    """
    look = _look.get()
    if look is not None:
        look.taken.append(_Taken(viewer.name, what, org_code, form, count))


def keep() -> None:
    """Write what was noted until now. Refuses where it cannot be: then nothing is to be given."""
    look = _look.get()
    if look is None or not (look.shown or look.taken):
        return
    shown, taken, look.shown, look.taken = look.shown, look.taken, [], []
    rows = [
        TrailRow(kind=TAKEN, by=each.by, what=each.what, org_code=each.org_code, form=each.form,
                 count=each.count, data=_data(of.data for of in shown))
        for each in taken
        if each.by
    ]  # fmt: skip
    people = [row for row in _by_person(shown) if row.subject or not rows]
    with _refusing():
        _write(look, rows + _new(people))


def token(number: int | str) -> str:
    """What the trail calls a program's token, where somebody came in by it."""
    return f"token:{number}"


def by_token(look: Look, by: str, number: str) -> None:
    """Write that a program came in, once a day. Refuses where it cannot be."""
    there = TrailRow.objects.filter(kind=LOGIN, by=by, what=token(number), at__gte=midnight())
    if not there.exists():
        login(look, by, token(number))


def login(look: Look, by: str, what: str = "") -> None:
    """Write that somebody came in. Refuses where it cannot be."""
    with _refusing():
        _write(look, [TrailRow(kind=LOGIN, by=by, what=what)])


def failed(look: Look, by: str) -> bool:
    """Write a try to come in that failed; `by` is '' where nobody is called what was typed, which may be
    anything. Of one address no more than the logins' limit: whether this one was within it."""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    tries = TrailRow.objects.filter(kind=FAILED, address=look.address, by=by, at__gte=since)
    if tries.count() >= settings.AXES_FAILURE_LIMIT:
        return False
    with _refusing():
        _write(look, [TrailRow(kind=FAILED, by=by)])
    return True


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Refusal("trail.not_kept") from error


def _data(sets: Iterable[frozenset[str]]) -> str:
    return ",".join(sorted(frozenset().union(*sets)))


def _by_person(shown: list[_Shown]) -> list[TrailRow]:
    """A row a person; of a long list one row."""
    places: dict[tuple[str, str, str], dict[str, list[frozenset[str]]]] = defaultdict(dict)
    for each in shown:
        people = places[each.by, each.what, each.org_code]
        people.setdefault(each.party, []).append(each.data)
    rows = []
    for (by, what, org_code), people in places.items():
        said = {"kind": SHOWN, "by": by, "what": what, "org_code": org_code}
        if len(people) > ONE_BY_ONE:
            every = _data(data for each in people.values() for data in each)
            rows.append(TrailRow(**said, data=every, count=len(people)))
        else:
            rows += [TrailRow(**said, subject=who, data=_data(data)) for who, data in people.items()]
    return rows


def _new(rows: list[TrailRow]) -> list[TrailRow]:
    """Those of which nobody wrote today that the same was shown to the same person.

    Of a long list it is not known who stood on it: each look is one.
    """
    since = midnight()
    kept = TrailRow.objects.filter(kind=SHOWN, by__in={row.by for row in rows}, at__gte=since)
    names = ("by", "what", "org_code", "subject", "data")
    there = set(kept.filter(subject__in={row.subject for row in rows}).values_list(*names))
    return [row for row in rows if row.count or tuple(getattr(row, name) for name in names) not in there]


def midnight() -> datetime:
    """When the day began in the town, by the real clock: a demo's stands still."""
    today = clock.in_town(clock.now()).date()
    return datetime.combine(today, time(), clock.TOWN_TIME).astimezone(UTC)


# --- sealed one over the other -------------------------------------------------------------------


def _write(look: Look, rows: list[TrailRow]) -> None:
    if not rows:
        return
    name, key = next(iter(evidence.ring().items()))
    with transaction.atomic():
        before = _held(HEAD).partition(" ")[0]
        for row in rows:
            row.at, row.via, row.address = clock.now(), look.via, look.address[:45]
            row.key, row.before = name, before
            row.seal = before = _seal(key, row)
            row.save(force_insert=True)
        _hold(HEAD, before, name, key)


def _held(name: str) -> str:
    """A setting, its row locked until the commit; made where it is not there."""
    table = connection.ops.quote_name(Setting._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS kept (name, value) VALUES (%s, '')"
            " ON CONFLICT (name) DO UPDATE SET value = kept.value RETURNING value",
            [name],
        )
        return str(cursor.fetchone()[0])


def _hold(name: str, seal: str, key_name: str, key: bytes) -> None:
    value = f"{seal} {key_name} {evidence.mac(key, name, seal)}"
    Setting.objects.filter(name=name).update(value=value)


def _seal(key: bytes, row: TrailRow) -> str:
    said = (row.kind, row.by, row.via, row.address, row.what, row.org_code, row.form, row.count)
    at = row.at.astimezone(UTC).isoformat()
    return evidence.mac(key, "trail", row.before, at, *said, row.subject, row.data)


def remove(until: datetime) -> int:
    """Take away what was written before a moment, in the order written; how many rows went.

    Called in an act, whose line says so.
    """
    name, key = next(iter(evidence.ring().items()))
    _held(HEAD)  # nobody writes meanwhile
    old = TrailRow.objects.filter(at__gte=until).order_by("pk").values_list("pk", flat=True).first()
    going = TrailRow.objects.filter(pk__lt=old) if old is not None else TrailRow.objects.all()
    last = going.order_by("-pk").values_list("seal", flat=True).first()
    if last is None:
        return 0
    with guards.lifted(TrailRow._meta.db_table):
        count, _each = going.delete()
    _held(GONE)
    _hold(GONE, last, name, key)
    return count


def verify() -> Iterator[Finding]:
    """A row that was edited, put in or taken out by hand; the first kept follows the last that went.

    Who comes in meanwhile moves the head: what was found then is looked for again.
    """
    for _again in range(READ_AGAIN):
        ends = _ends()
        found = list(_verified())
        if not found or ends == _ends():
            break
    yield from found


def _ends() -> list[str]:
    return list(
        Setting.objects.filter(name__in=(HEAD, GONE)).order_by("name").values_list("value", flat=True)
    )


def _verified() -> Iterator[Finding]:
    missing: set[str] = set()
    before = yield from _sealed(GONE, missing)
    for row in TrailRow.objects.order_by("pk").iterator(chunk_size=2_000):
        key = evidence.ring().get(row.key)
        if key is None:
            missing.add(row.key)
        elif row.seal != _seal(key, row):
            yield _of("trail.edited", row.pk)
        if row.before != before:
            yield _of("trail.gap", row.pk)
        before = row.seal
    last = yield from _sealed(HEAD, missing)
    if last != before:
        yield Finding.of("tampered", "trail:head", "trail.head")
    for name in sorted(missing):
        yield Finding.of("unproven", f"key:{name}", "trail.no_key", key=name)


def _sealed(setting: str, missing: set[str]) -> Generator[Finding, None, str]:
    """The seal a setting holds, '' where there is none."""
    value = Setting.objects.filter(name=setting).values_list("value", flat=True).first() or ""
    seal, _blank, rest = value.partition(" ")
    name, _blank, said = rest.partition(" ")
    key = evidence.ring().get(name)
    if value and key is None:
        missing.add(name)
    elif value and key is not None and said != evidence.mac(key, setting, seal):
        yield Finding.of("tampered", f"trail:{setting}", "trail.head")
    return seal


def _of(code: str, row: int) -> Finding:
    return Finding.of("tampered", f"trail:{row}", code, row=row)
