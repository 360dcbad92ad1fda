"""What is loaded and what each kind of money still wants (齐备): what a clerk goes by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from liancun.base import charters
from liancun.base.readiness import NONE, Found, Founds, Stock, first_books, look_at, stocks
from liancun.base.request_cache import one_look
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.facts import homes
from liancun.rooms.registry.queries import OrganisationRow, organisations
from liancun.rooms.settlement.calculation import life_in_force
from liancun.rooms.settlement.kinds import RunKind, all_kinds
from liancun.rooms.settlement.rules import RunLife

EVER = date(1900, 1, 1)
BOOK, POSTS = "ledger.book", "registry.posts"
PARTS = ("makes", "checks", "publishes", "decides", "pays")


@dataclass(frozen=True)
class Loaded:
    """How many records of a kind an organisation has (已录入)."""

    stock: str
    org_code: str
    org_name: str
    count: int
    last: date | None


@dataclass(frozen=True)
class Lacking:
    """What a kind of money wants at an organisation (还缺): a stock, who brings it in and by what.

    `posts`: those that nobody holds and a part of the work wants. `file`: the starter workbook's name.
    `decision`: what the town has not decided yet, to be written in that `file`; no stock then.
    """

    stock: str
    owner: str
    workbook: str
    file: str
    offer: str
    posts: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True)
class Money:
    """A kind of money at an organisation that makes its lists (一类钱): `begun` where any record is there."""

    kind: str
    org_code: str
    org_name: str
    begun: bool
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True)
class Status:
    """What is loaded, and what each kind of money wants (齐备情况)."""

    loaded: tuple[Loaded, ...]
    money: tuple[Money, ...]


def status(viewer: Viewer, *, on: date) -> Status:
    """Of every organisation in the viewer's reach; who holds no post has none."""
    if not viewer.posts and not viewer.everywhere:
        raise Refusal("viewer.not_found")
    with one_look():
        there = organisations(viewer, on=on)
        mine = [row for row in there if viewer.sees(row.code)]
        looked = _Look(there, on)
        loaded = tuple(
            Loaded(stock.name, row.code, row.name, *_parts(looked.found(stock.name, row.code)))
            for stock in stocks().values()
            for row in mine
            if stock.told and row.kind in stock.of
        )
        money = tuple(
            looked.money(kind, row) for kind in all_kinds() for row in mine if looked.makes(kind, row)
        )
        return Status(loaded, tuple(sorted(money, key=lambda each: (not each.begun, bool(each.lacking)))))


def makers(viewer: Viewer, *, on: date) -> tuple[tuple[RunKind, OrganisationRow], ...]:
    """Each kind of money with the organisations in the viewer's reach that make its lists."""
    there = organisations(viewer, on=on)
    looked = _Look(there, on)
    mine = [row for row in there if viewer.sees(row.code)]
    return tuple((kind, row) for kind in all_kinds() for row in mine if looked.makes(kind, row))


def _parts(found: Found) -> tuple[int, date | None]:
    return found.count, found.last


class _Look:
    """One look over the organisations of a day."""

    def __init__(self, there: Sequence[OrganisationRow], on: date) -> None:
        self.there, self.on = there, on
        books = first_books((row.code, row.kind) for row in there)
        self.files = {(book.kind, book.org_code): book.file for book in books}
        self.held = homes.posts_on(on)

    @cached_property
    def _found(self) -> Mapping[str, Founds]:
        return look_at(stocks().values(), [row.code for row in self.there], EVER, self.on)

    def found(self, stock: str, org_code: str) -> Found:
        """What an organisation has of a stock by this day: all are looked at together, of everybody."""
        return self._found[stock].get(org_code, NONE)

    def life(self, kind: RunKind, row: OrganisationRow) -> RunLife | None:
        try:
            return life_in_force(kind.name, row.code, self.on)
        except Refusal:
            return None

    def makes(self, kind: RunKind, row: OrganisationRow) -> bool:
        """Whether the charter has an organisation make the lists of a kind, and its partner stands."""
        if kind.partner and kind.partner not in {each.kind for each in self.there}:
            return False
        life = self.life(kind, row)
        if life is None or not row.own_book:
            return False
        own = life.clause.startswith(f"{row.code}:")
        return any(_fits(scope, row.kind) or own for scope in life.makes.values())

    def money(self, kind: RunKind, row: OrganisationRow) -> Money:
        """What the kind wants there: its book, its records, and people for each part of the work."""
        wanted = (BOOK, *kind.needs)
        none = [name for name in wanted if not self.found(name, row.code).count]
        lacking = [
            *self.undecided(kind, row),
            *(each for name in none for each in self.lacking(stocks()[name], row)),
        ]
        if posts := tuple(self.nobody(kind, row)):
            lacking.extend(self.lacking(stocks()[POSTS], row, posts))
        begun = len(none) < len(wanted) and not set(kind.needs) <= set(none)
        return Money(kind.name, row.code, row.name, begun, tuple(lacking))

    def undecided(self, kind: RunKind, row: OrganisationRow) -> Iterator[Lacking]:
        """The decision that its money goes by, where there is none."""
        try:
            charters.in_force(kind.charter, on=self.on, org=row.code)
        except Refusal as no:
            if no.code == "charter.no_decision":
                said = no.params
                yield Lacking("", row.code, "", f"charter/{said['file']}", "", decision=str(said["decision"]))

    def nobody(self, kind: RunKind, row: OrganisationRow) -> Iterator[str]:
        """The posts of which one is wanted for a part of the work and none is held."""
        life = self.life(kind, row)
        assert life is not None
        wanted: dict[str, None] = {}
        for part in PARTS:
            given: Mapping[str, str] = getattr(life, part) or life.makes
            if not any(self.is_held(post, scope, row) for post, scope in given.items()):
                wanted |= dict.fromkeys(given)
        return iter(wanted)

    def is_held(self, post: str, scope: str, row: OrganisationRow) -> bool:
        """Whether somebody holds a post where the charter asks for it."""
        where, _colon, kind = scope.partition(":")
        if where == "own":
            return (post, row.code) in self.held
        if kind:
            return any((post, each.code) in self.held for each in self.there if each.kind == kind)
        return (post, where) in self.held

    def lacking(self, stock: Stock, row: OrganisationRow, posts: tuple[str, ...] = ()) -> Iterator[Lacking]:
        """What is wanted and who brings it in: itself, or each of the kind that does and has none."""
        its = [row.code] if row.kind in stock.of else [one.code for one in self.there if one.kind in stock.of]
        empty = [code for code in its if posts or not self.found(stock.name, code).count]
        for owner in empty or its or [""]:
            file = self.files.get((stock.workbook, owner), "")
            yield Lacking(stock.name, owner, stock.workbook, file, stock.offer, posts)


def _fits(scope: str, kind: str) -> bool:
    return scope in ("own", f"own:{kind}")
