"""Lists that people read (清单): each is said once, beside its query, and found when asked for.

    @listed("capital.shares", title=_("股金登记簿"), sorts=("held_fen",))
    def share_register(
        viewer, org_code, *, on, asked: A[str, Text(_("成员"))] = "", sort="", limit=50, offset=0
    ) -> RegisterPage: ...

The query returns a dataclass with `rows` and `total`; its other annotated fields are totals. The
query of a short list returns its rows, all of them: `tuple[BuyerRow, ...]`. Annotated fields of a row are the
columns; `hidden` of the page, where it has that, names those this viewer may not read nor narrow it by, and
`labels` calls columns by what they hold this time: those of a columnar ledger.
A list that spans every organisation in `reach` is asked with '' for all of them.
Annotated parameters of the query are filters; what is personal among them stands in no address. `sort` is a
row's field in `sorts`, with "-" before it from
the greatest.
Table, command, endpoint, workbook and print are derived from it and call this query.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

from django.conf import settings

from liancun.base import choices, trail
from liancun.base.organisations import must_be_registered
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import Spec, Whole, Wrong, _, field_in, specs_of

P = ParamSpec("P")
R = TypeVar("R")

WHOLE = 10**6
"""How many rows an export asks for: all there are."""


def window(raw: Mapping[str, Any], most: int, usual: int = 50) -> dict[str, int]:
    """`limit` and `offset` as they were asked for. Raises BadInput."""
    values, problems = {}, []
    for spec in window_specs(most, usual):
        try:
            values[spec.name] = spec.value(raw.get(spec.name), spec.field.read)
        except Wrong as wrong:
            problems.append(Problem.of(wrong.code, column=spec.name, **wrong.params))
    if problems:
        raise BadInput(problems)
    return values


def window_specs(most: int, usual: int = 50) -> tuple[Spec, Spec]:
    """Which rows of a list may be asked for, at most so many at once."""
    return (
        Spec("limit", Whole(_("最多几行"), 1, most), False, usual),
        Spec("offset", Whole(_("跳过几行"), 0, WHOLE), False, 0),
    )


@dataclass(frozen=True)
class AllRows:
    """A window on the rows of a short list (短清单的一页)."""

    total: int
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class Listing:
    """One list.

    name     "capital.shares": its room, and its name in addresses and on the command line
    title    what it is called (股金登记簿)
    sorts    the fields it can be sorted by
    path     its address in the API below `/orgs/{org_code}/`; a filter may stand in it: "trade/{year}"
             whole where it begins with a slash
    reach    whether it spans all organisations in reach, unless one is named; its `path` is then whole
    command  its verb on the command line, where that is not its name
    empty    what is said where it has no rows
    amount   which amount stands at the right of a phone's row, where that is not the last
    serves   whether it is a viewer's at an organisation; without it, what one sees
    """

    name: str
    title: str
    query: Callable[..., Any]
    sorts: tuple[str, ...] = ()
    path: str = ""
    command: str = ""
    empty: str = ""
    serves: Callable[[Viewer, str], bool] = Viewer.sees
    reach: bool = False
    amount: str = ""

    @property
    def room(self) -> str:
        """The room it belongs to."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """Its name within its room."""
        return self.name.partition(".")[2]

    @cached_property
    def page(self) -> Any:
        """The dataclass a page of it is."""
        return get_type_hints(self.query)["return"]

    @cached_property
    def short(self) -> bool:
        """Whether its query gives all its rows and nothing beside them; a program gets them as they are."""
        return get_origin(self.page) is tuple

    @cached_property
    def row(self) -> Any:
        """The dataclass a row of it is."""
        return get_args(self.page if self.short else get_type_hints(self.page)["rows"])[0]

    @property
    def columns(self) -> tuple[Spec, ...]:
        """The columns of a row."""
        return specs_of(self.row)

    @property
    def totals(self) -> tuple[Spec, ...]:
        """What is added up beneath, the number of rows apart."""
        return () if self.short else specs_of(self.page)

    @cached_property
    def filters(self) -> tuple[Spec, ...]:
        """What it can be narrowed to."""
        hints = get_type_hints(self.query, include_extras=True)
        found = []
        for each in signature(self.query).parameters.values():
            field = field_in(hints.get(each.name))
            if field is not None:
                found.append(Spec(each.name, field, each.default is Parameter.empty, each.default))
        return tuple(found)

    def offered_filters(self, page: Any) -> tuple[Spec, ...]:
        """What who asked may narrow it by."""
        hidden = getattr(page, "hidden", ())
        return tuple(spec for spec in self.filters if spec.name not in hidden)

    @cached_property
    def personal(self) -> frozenset[str]:
        """The filters that stand in no address."""
        return frozenset(spec.name for spec in self.filters if spec.field.personal)

    @cached_property
    def by_day(self) -> bool:
        """Whether it asks for a day."""
        return "on" in signature(self.query).parameters

    def readable(self, page: Any) -> tuple[Spec, ...]:
        """The columns that who asked may read."""
        hidden = getattr(page, "hidden", ())
        return tuple(spec for spec in self.columns if spec.name not in hidden)

    def asked(
        self, raw: Mapping[str, Any], *, by: Viewer, org_code: str, on: date, lenient: bool = False
    ) -> dict[str, Any]:
        """The filters and the order asked for.

        Raises BadInput; a page that only reads is `lenient` and lets go what cannot be read.
        """
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for spec in self.filters:
            try:
                value = spec.value(raw.get(spec.name), spec.field.read)
                values[spec.name] = choices.resolved(spec, value, by, org_code, on)
            except Wrong as wrong:
                values[spec.name] = spec.default
                problems.append(Problem.of(wrong.code, column=spec.name, **wrong.params))
        sort = str(raw.get("sort") or "")
        if sort.removeprefix("-") in self.sorts:
            values["sort"] = sort
        elif sort:
            problems.append(
                Problem.of("list.no_such_sort", column="sort", value=sort[:40], sorts=tuple(self.sorts))
            )
        if problems and not lenient:
            raise BadInput(problems)
        return values

    def ask(
        self, viewer: Viewer, org_code: str, *, on: date, limit: int = 50, offset: int = 0, **asked: Any
    ) -> Any:
        """A page of it. Refuses an organisation out of reach, and none where one must be named."""
        if not org_code and not self.reach:
            raise Refusal("viewer.not_found")
        if org_code and self.reach:
            viewer.must_see(org_code)
        if org_code:
            must_be_registered(org_code)
        if self.by_day:
            asked["on"] = on
        if not self.short:
            with trail.listing(self.name, org_code):
                return self.query(viewer, org_code, limit=limit, offset=offset, **asked)
        sort = asked.pop("sort", "")
        with trail.listing(self.name, org_code):
            rows = in_order(list(self.query(viewer, org_code, **asked)), sort)
        return AllRows(len(rows), tuple(rows[offset : offset + limit]))

    def told(self, page: Any) -> Any:
        """What a program gets of a page: of a short list its rows."""
        return page.rows if self.short else page


def listed(
    name: str,
    *,
    title: str,
    sorts: tuple[str, ...] = (),
    path: str = "",
    command: str = "",
    empty: str = "",
    serves: Callable[[Viewer, str], bool] = Viewer.sees,
    reach: bool = False,
    amount: str = "",
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Offer a query as a list."""

    def mark(query: Callable[P, R]) -> Callable[P, R]:
        listing = Listing(name, title, query, sorts, path, command, empty, serves, reach, amount)
        query.listing = listing  # type: ignore[attr-defined]
        return query

    return mark


def in_order(rows: list[R], sort: str) -> list[R]:
    """Rows of a short list by one of their fields; what is empty comes last."""
    if not sort:
        return rows
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    known = [row for row in rows if getattr(row, name) is not None]
    known.sort(key=lambda row: getattr(row, name), reverse=backwards)
    return known + [row for row in rows if getattr(row, name) is None]


@cache
def lists_of(room: str) -> Mapping[str, Listing]:
    """The lists of a room by their names; none where it has no queries."""
    path = f"liancun.rooms.{room}.queries"
    if room not in settings.BUILT_ROOMS or not find_spec(path):
        return {}
    marked = (getattr(each, "listing", None) for each in vars(import_module(path)).values())
    return {each.key: each for each in marked if isinstance(each, Listing) and each.room == room}


def list_of(room: str, key: str) -> Listing:
    """One list; what is not listed is not found."""
    found = lists_of(room).get(key)
    if found is None:
        raise Refusal("viewer.not_found")
    return found


def all_lists() -> Iterator[Listing]:
    """Every list of every room, from the ground up."""
    for room in settings.BUILT_ROOMS:
        yield from lists_of(room).values()
