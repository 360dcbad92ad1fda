"""Lists as pages (清单页): table, filters, order, totals and exports, derived from what a list says.

A list stands on its own page, `/orgs/head/capital/shares/`, and, its first rows, on any other:
`{% list_table "capital.moves" org %}`. Exports call the same query with the same filters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liancun.base import choices, clock, trail
from liancun.base.lists import WHOLE, Listing, list_of, lists_of
from liancun.base.offers import offers_of
from liancun.base.viewer import Viewer
from liancun.faces import tables
from liancun.faces.cards import Card, Fact
from liancun.faces.fields import heading, with_unit
from liancun.faces.prints import listing as prints
from liancun.faces.prints.own_forms import PRINTS
from liancun.faces.prints.paper import Printing
from liancun.faces.web.acts import ActForm, form_of
from liancun.faces.web.forms import SHORT, Input
from liancun.faces.web.paging import Paging, page_number, window
from liancun.faces.web.places import where
from liancun.faces.words import called
from liancun.kernel import Refusal
from liancun.kernel.fields import Choice, Field, Flag, Many, Rows, Spec, Text, Yuan
from liancun.rooms.registry.queries import home_cooperatives, org_name, register_owner

COOPERATIVE = "web/_coop_tabs.html"
TABS = {
    "capital": COOPERATIVE,
    "deliveries": COOPERATIVE,
    "duties": "web/_duties_tabs.html",
    "sales": COOPERATIVE,
    "labour": "web/_labour_tabs.html",
    "ledger": "web/_ledger_tabs.html",
    "production": "web/_production_tabs.html",
    "park": "web/_park_tabs.html",
    "surplus": COOPERATIVE,
}
"""The tabs above the lists of a room, where its section of the house has them; else its lists are tabs."""
ABOVE = {
    "labour.orders": "web/_pay_day.html",
    "labour.pay": "web/_pay_list.html",
    "production.plantings": "web/_field_alarm.html",
    "ledger.entries": "web/_month_of_vouchers.html",
    "park.cash": "web/_cash_quarters.html",
    "park.dividends": "web/_dividends.html",
}
"""What stands between its tabs and a list: what the list itself cannot say."""
EVERY = "-"
"""Stands in an address for all organisations in reach."""
WIDE = 8
"""More columns than these leave no room for forms beside them."""
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Head:
    """A column's heading, and where it sorts to."""

    label: str
    right: bool
    sort: str = ""
    order: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: its text, where it leads, and how it is marked: see `_marks`."""

    text: str
    url: str
    marks: SafeString


PHONE_REST = 5
"""How many columns a phone's second line has room for."""


class ListTable:
    """A table as a page draws it; `sorts` are the columns it can be ordered by, `sort` the order it has.

    A `brief` one, which stands beside other things, leaves out columns with nothing in them.
    """

    def __init__(
        self,
        table: tables.Table,
        *,
        sorts: Sequence[str] = (),
        sort: str = "",
        empty: str = "",
        brief: bool = False,
        amount: str = "",
    ) -> None:
        if brief and table.rows:
            filled = [any(column) for column in zip(*table.cells(), strict=True)]
            columns = tuple(spec for spec, any_in in zip(table.columns, filled, strict=True) if any_in)
            table = replace(table, columns=columns)
        self.table, self.sorts, self.sort, self.empty, self.amount = table, sorts, sort, empty, amount

    @property
    def title(self) -> str:
        return self.table.title

    @property
    def orders(self) -> list[tuple[str, str]]:
        """What it can be ordered by, in words: each column both ways."""
        found = []
        for spec in self.table.columns:
            if spec.name in self.sorts:
                label = _(spec.field.label)
                found += [(f"-{spec.name}", _("{label} 从大到小").format(label=label))]
                found += [(spec.name, _("{label} 从小到大").format(label=label))]
        return found

    @property
    def wide(self) -> bool:
        """Whether its columns want the whole width of a page."""
        return len(self.table.columns) > WIDE

    @property
    def heads(self) -> list[Head]:
        return [self._head(spec) for spec in self.table.columns]

    def _head(self, spec: Spec) -> Head:
        label, right = heading(spec.field), spec.field.right
        if spec.name not in self.sorts:
            return Head(label, right)
        turned = self.sort == spec.name
        order = "ascending" if turned else "descending" if self.sort == f"-{spec.name}" else ""
        return Head(label, right, f"-{spec.name}" if turned or (right and not order) else spec.name, order)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        places = self._places()
        columns = [(spec.field.link, *_marks(spec.field, places[spec.name])) for spec in self.table.columns]
        return [
            [
                Cell(
                    text,
                    where(getattr(row, link)) if link and text else "",
                    whole if len(text) <= SHORT else broken,
                )
                for (link, whole, broken), text in zip(columns, cells, strict=True)
            ]
            for row, cells in zip(self.table.rows, self.table.cells(), strict=True)
        ]

    def _places(self) -> dict[str, str]:
        """Where a phone has each column: the first that is no number is the main one, an amount stands at the
        right of it, the rest below. A row may say them in this order, in `PHONE`."""
        columns = self.table.columns
        names = [spec.name for spec in columns]
        said: Sequence[str] = getattr(next(iter(self.table.rows), None), "PHONE", ())
        main = next((at for at, spec in enumerate(columns) if not spec.field.right), 0)
        amounts = [spec.name for spec in columns[main + 1 :] if spec.field.right]
        first = {names[main]: "main"} if names else {}
        first |= {self._amount(amounts): "amount"} if amounts else {}
        first = dict(zip(said, ("main", "amount"), strict=False)) or first
        shown = said[2:] or [name for name in names if name not in first][:PHONE_REST]
        return {name: "rest" if name in shown else "more" for name in names} | first

    def _amount(self, amounts: Sequence[str]) -> str:
        """The amount that tells most of a row: the one the list says, else its last."""
        return self.amount if self.amount in amounts else amounts[-1]

    @property
    def beside(self) -> list[tuple[str, str]]:
        """The totals that stand under no column."""
        under = {heading(spec.field) for spec in self.table.columns if spec.name in self.table.under()}
        return [
            (_(spec.field.label), text)
            for spec, value in self.table.sums
            if heading(spec.field) not in under and (text := with_unit(spec.field, value))
        ]

    @property
    def under(self) -> list[str]:
        """The totals under their columns; none where nothing is added up."""
        found = self.table.under()
        return [found.get(spec.name, "") for spec in self.table.columns] if found else []


def _marks(field: Field, place: str) -> tuple[SafeString, SafeString]:
    """How a column's cells are marked, the short ones and the long: made once, not for each cell.

    A short one is not broken into lines, unless it is text. Its place in a phone's two lines is main or
    amount, then rest; there is no room for more. An amount that is no money is called by its name there.
    """
    plain = " plain" if place == "amount" and not isinstance(field, Yuan) else ""
    classes = f"{place} num{plain}" if field.right else place
    whole = classes if isinstance(field, Text | Rows | Many) else f"{classes} whole"
    unit = format_html(' data-unit="{}"', _(field.unit)) if field.unit else ""
    label = heading(field)
    marks = (format_html('class="{}" data-label="{}"{}', each, label, unit) for each in (whole, classes))
    return next(marks), next(marks)


def drawn(listing: Listing, page: Any, sort: str = "", brief: bool = False) -> ListTable:
    """A page of a list as a page draws it."""
    empty = _(listing.empty) if listing.empty else _("没有符合的记录")
    table = tables.table_of(listing, page)
    return ListTable(table, sorts=listing.sorts, sort=sort, empty=empty, brief=brief, amount=listing.amount)


@dataclass(frozen=True)
class DrawnCard:
    """A card as a page draws it."""

    facts: Sequence[Fact]
    tables: Sequence[ListTable]
    folded: Sequence[Fact]


def drawn_card(card: Card) -> DrawnCard:
    """A card with its small tables."""
    return DrawnCard(card.facts, [ListTable(table) for table in card.tables], card.folded)


def first_rows(listing: Listing, viewer: Viewer, org_code: str, limit: int = 10, **asked: Any) -> ListTable:
    """The first rows of a list, to stand on another page."""
    page = listing.ask(viewer, org_code, on=clock.today(), limit=limit, **asked)
    return drawn(listing, page, brief=True)


@require_http_methods(["GET", "HEAD", "POST"])
def shown_list(request: Any, org_code: str, room: str, key: str) -> HttpResponse:
    """A list: its page. What is personal is searched for by a form that is sent, never by an address."""
    viewer: Viewer = request.viewer
    listing = list_of(room, key)
    if request.method == "POST" and not listing.personal:
        return HttpResponseNotAllowed(["GET"])
    today = clock.today()
    place, org_code = org_code, _named(org_code)
    raw = _addressed(request, listing) | request.POST.dict()
    asked = listing.asked(raw, by=viewer, org_code=org_code, on=today, lenient=True)
    page = listing.ask(viewer, org_code, on=today, **window(request), **asked)
    address = reverse("list", args=[place, room, key])
    filters = [_filter(spec, raw, viewer, org_code) for spec in listing.offered_filters(page)]
    return render(
        request,
        "web/list.html",
        {
            "list": drawn(listing, page, asked.get("sort", "")),
            "org": org_name(org_code) if org_code else _("看得到的各单位"),
            "places": _places(listing, viewer, place),
            "paging": Paging(page_number(request), page.total),
            "org_code": org_code,
            "room": room,
            "filters": [each for each in filters if each.name not in listing.personal],
            "numbers": [each for each in filters if each.name in listing.personal],
            "files": [(end, reverse("list_file", args=[place, room, key, end])) for end in FILES],
            "forms": _forms(listing, viewer, org_code, address),
            "tabs": _tabs(room, viewer, org_code),
            "above": ABOVE.get(listing.name, ""),
            "page": page,
            "tab": key,
        },
    )


def _named(place: str) -> str:
    """The organisation in an address, '' for all."""
    return "" if place == EVERY else place


def _places(listing: Listing, viewer: Viewer, place: str) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is shown) of all organisations and of each where the viewer holds a post."""
    codes = sorted({post.org_code for post in viewer.posts}) if listing.reach else []
    found = [(_("全部"), EVERY), *((org_name(code), code) for code in codes)] if codes else []
    return [
        (name, reverse("list", args=[code, listing.room, listing.key]), code == place) for name, code in found
    ]


def _addressed(request: Any, listing: Listing) -> dict[str, str]:
    """What an address asks for; nothing personal is taken from there."""
    return {name: said for name, said in request.GET.items() if name not in listing.personal}


def _filter(spec: Spec, raw: dict[str, str], viewer: Viewer, org_code: str) -> Input:
    """A filter as a page draws it: yes or no that is yes unasked is picked, for a box could not say no."""
    offered = tuple(choices.offered(spec.field, viewer, org_code, clock.today()))
    value = raw.get(spec.name) or (spec.default if isinstance(spec.default, str) else "")
    if isinstance(spec.field, Flag) and spec.default is True:
        offered = (("true", spec.field.yes), ("false", spec.field.no))
        value = value or "true"
    complete = ""
    if isinstance(spec.field, Choice) and spec.field.source and not 0 < len(offered) <= SHORT:
        complete = reverse("choices", args=[org_code or EVERY, spec.field.source])
    return Input(
        Spec(spec.name, spec.field, False, spec.default),
        value,
        tuple((code, called(word) if word else code) for code, word in offered),
        complete,
    )


def _tabs(room: str, viewer: Viewer, org_code: str) -> str:
    """The template of the tabs above a list."""
    template = TABS.get(room, "web/_list_tabs.html")
    if room in TABS and not viewer.sees(org_code):
        return ""
    if template == COOPERATIVE and org_code not in home_cooperatives(viewer, clock.today()):
        return "web/_list_tabs.html"
    return template


def tabs_of(room: str, viewer: Viewer, org_code: str) -> list[tuple[str, str, str]]:
    """(name, title, address) of the lists of a room that serve the viewer at an organisation."""
    return [
        (key, _(listing.title), reverse("list", args=[org_code or EVERY, room, key]))
        for key, listing in lists_of(room).items()
        if (listing.serves(viewer, org_code) if org_code else listing.reach)
    ]


def _forms(listing: Listing, viewer: Viewer, org_code: str, back: str) -> list[ActForm]:
    """The acts of the room that write what this list shows, for whom they serve."""
    return [
        form_of(offer, org_code, viewer, org_code, back=back)
        for offer in offers_of(listing.room).values()
        if org_code and offer.on == listing.key and offer.subject is None and offer.serves(viewer, org_code)
    ]


FILES = ("xlsx", "csv", "pdf")


@require_GET
def list_file(request: Any, org_code: str, room: str, key: str, end: str) -> HttpResponse:
    """The whole list as a file: what the page's filters leave, in its order."""
    if end not in FILES:
        raise Refusal("viewer.not_found")
    viewer: Viewer = request.viewer
    listing = list_of(room, key)
    today = clock.today()
    org_code = _named(org_code)
    raw = _addressed(request, listing)
    asked = listing.asked(raw, by=viewer, org_code=org_code, on=today, lenient=True)
    page = listing.ask(viewer, org_code, on=today, limit=WHOLE, **asked)
    trail.takes(viewer, listing.name, org_code, end, len(page.rows))
    if end == "pdf" and listing.name in PRINTS:
        body, kind = PRINTS[listing.name](Printing(viewer, listing, page, org_code, asked, today)), PDF
    else:
        made = {"xlsx": _xlsx, "csv": _csv, "pdf": _pdf}[end]
        body, kind = made(tables.table_of(listing, page), org_code)
    answer = HttpResponse(body, content_type=kind)
    name = quote(f"{_(listing.title)}.{end}")
    answer["Content-Disposition"] = f"{'inline' if end == 'pdf' else 'attachment'}; filename*=UTF-8''{name}"
    return answer


def _xlsx(table: tables.Table, org_code: str) -> tuple[bytes, str]:
    return tables.as_xlsx(table), XLSX


def _csv(table: tables.Table, org_code: str) -> tuple[bytes, str]:
    return tables.as_csv(table), "text/csv; charset=utf-8"


def _pdf(table: tables.Table, org_code: str) -> tuple[bytes, str]:
    """In the field's form: title, issuing body, page subtotals of the last money column, signatures."""
    money = [spec for spec in table.columns if isinstance(spec.field, Yuan)]
    amounts = [getattr(row, money[-1].name) or 0 for row in table.rows] if money else []
    document = prints.PrintedList(
        title=table.title,
        issuer=org_name(org_code or register_owner()),
        period="",
        columns=tuple(
            prints.Column(heading(spec.field), "right" if spec.field.right else "left", 2)
            for spec in table.columns
        ),
        rows=list(table.cells()),
        amounts_fen=amounts,
        printed_on=str(clock.today()),
        landscape=len(table.columns) > 6,
    )
    return prints.as_pdf(document), PDF


urlpatterns = [
    path("orgs/<code:org_code>/<slug:room>/<slug:key>/", shown_list, name="list"),
    path("orgs/<code:org_code>/<slug:room>/<slug:key>.<str:end>", list_file, name="list_file"),
]
