"""What a workbook's columns are, and reading one cell exactly (列与单元格)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from liancun.base.acts import Act
from liancun.base.viewer import Viewer
from liancun.base.workbooks.vetting import ROWS_MOST
from liancun.kernel import Problem
from liancun.kernel.fields import (
    A,
    Amount,
    BankAccount,
    Choice,
    Code,
    Day,
    Field,
    Flag,
    IdNumber,
    Kilos,
    Month,
    Mu,
    Phone,
    Spec,
    Text,
    Time,
    Whole,
    Wrong,
    Yuan,
    _,
    cleaned,
    specs_of,
)

if TYPE_CHECKING:
    from liancun.base.importing.changing import Difference

CellKind = Literal[
    "text", "code", "new_code", "integer", "yuan", "kg", "mu", "day", "month", "time", "choice", "id_number",
    "phone", "account",
]  # fmt: skip
SCALES = {"yuan": 100, "kg": 1000, "mu": 100}
TEXT_KINDS = ("code", "new_code", "id_number", "phone", "account")
CLEARED = "清空"
"""What is written where a value is to be taken off; an empty cell changes nothing."""
SAFE_CELL = 1e15
"""Beyond fifteen digits a spreadsheet's number is no longer what was typed."""
AMOUNTS: dict[str, type[Amount]] = {"integer": Whole, "yuan": Yuan, "kg": Kilos, "mu": Mu}
PLAIN: dict[str, type[Field]] = {
    "day": Day,
    "month": Month,
    "id_number": IdNumber,
    "phone": Phone,
    "account": BankAccount,
}


@dataclass(frozen=True)
class Column:
    """One column of a workbook (列): its Chinese heading, what a cell is, and what to write in it.

    A `yuan` cell becomes fen, a `kg` cell grams, a `mu` cell hundredths; a `choice` maps the word written
    to the value kept. A `code` names what is there, or a paper; a `new_code` is what a
    new record will be called by. `max_length` bounds text. Where it `clears`, the word 清空 takes a value
    off.
    """

    name: str
    label: str
    kind: CellKind = "text"
    required: bool = True
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int = 200
    example: str = ""
    least: int | None = None
    most: int | None = None
    said: Field | None = None
    clears: bool = False

    @cached_property
    def field(self) -> Field:
        """What the column is in the vocabulary of fields: said where the row is defined, or by its kind."""
        if self.said is not None:
            return self.said
        if self.kind in AMOUNTS:
            return AMOUNTS[self.kind](self.label, self.least, self.most)
        if self.kind == "choice":
            return Choice(self.label, tuple((kept, word) for word, kept in self.choices))
        if self.kind == "text":
            return Text(self.label, self.max_length)
        if self.kind in ("code", "new_code"):
            return Code(self.label, self.max_length, slash=self.kind == "code")
        return PLAIN[self.kind](self.label)


KINDS: tuple[tuple[type[Field], CellKind], ...] = (
    (IdNumber, "id_number"),
    (Phone, "phone"),
    (BankAccount, "account"),
    (Code, "new_code"),
    (Yuan, "yuan"),
    (Kilos, "kg"),
    (Mu, "mu"),
    (Whole, "integer"),
    (Day, "day"),
    (Month, "month"),
    (Time, "time"),
    (Text, "text"),
)


def columns_of(row: type) -> tuple[Column, ...]:
    """The columns of a workbook whose row is this dataclass: a field is said there, once."""
    return tuple(column_of(spec) for spec in specs_of(row))


def column_of(spec: Spec) -> Column:
    """One field as a workbook's column."""
    said = spec.field
    kind: CellKind = next((kind for one, kind in KINDS if isinstance(said, one)), "choice")
    if isinstance(said, Code) and said.slash:
        kind = "code"
    choices: tuple[tuple[str, str], ...] = ()
    if isinstance(said, Choice):
        choices = tuple((word, code) for code, word in said.words.items())
        kind = "code" if said.source else "choice"
    return Column(
        spec.name,
        said.titled,
        kind,
        spec.required,
        said.help,
        choices,
        getattr(said, "most", 200) if isinstance(said, Text | Code) else 200,
        said.example,
        getattr(said, "least", None),
        said.most if isinstance(said, Amount) else None,
        said,
    )


@dataclass(frozen=True)
class Row:
    """One row as read (行): its number in the file and its values by column name.

    `content` is the digest of the values where the engine has made it already.
    """

    number: int
    values: Mapping[str, Any]
    content: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True)
class HowRead:
    """How whoever sent a workbook wants it read (读法).

    `columns` are (heading, what it means) of headings that the kind does not know.
    """

    sheet: A[str, Text(_("工作表"), most=31, help=_("不写:与类别同名的,否则第一张"))] = ""
    heading_row: A[int, Whole(_("列名在第几行"), 0, ROWS_MOST, help=_("不写:自己找"))] = 0
    include_hidden: A[bool, Flag(_("连同隐藏的行和列"))] = False
    columns: tuple[tuple[str, str], ...] = ()


AS_IT_IS = HowRead()


@dataclass(frozen=True)
class Source:
    """Where rows come from and for whom (来源), for a kind's own checks."""

    file: str
    sheet: str
    org_code: str
    by: Viewer
    on: date

    def problem(self, code: str, row: Row, column: str = "", **params: Any) -> Problem:
        """A problem at a row of this file."""
        return Problem.of(code, file=self.file, sheet=self.sheet, row=row.number, column=column, **params)


def _nothing_wrong(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class ImportKind:
    """One kind of workbook (导入类别).

    key     the columns that name a row for ever: the same row again is nothing, other content a conflict
    verb    the act, and so the permit
    check   set-based checks of all new rows against the records; yields problems
    save    writes all new rows within one act, in bulk
    export  yields rows of plain values by column name that a viewer may see
    full    a row's values with what was left out filled in as it is meant, for an organisation: what goes out
            is written in full and must be the same row when it comes in again
    together  the columns that rows of one record share, such as a voucher's number; () where the whole
              workbook is one. Where a row of it cannot be read, what is said of the others would mislead
    otherwise  of rows in full, how else each may have been said before: such content is the same row too
    villages  the village of each row, '' where it has none or is not known: who holds a post for one village
              brings in that village's rows only. Not asked for those whose post covers every village
    page    a page of what `export` gives and of how many rows, where the records tell without making all
    owner   whose alone such rows can be, '' while nobody's: another's would be read by no rule
    doubtful  how many of the new rows go in and may be what is recorded already; `doubts` is the list where
            that is decided
    changes  of rows that change what is registered already, every value that would become another, and what
            is wrong with them. Such a workbook is looked at first and then entered as seen; `save` gets the
            rows that change something. It leaves no rows of its own: the records say what is the same
    days    of such rows the columns that mean, left empty, the day of the look
    recorded  of rows, the records of the same key that an act has made: the same content is the same row,
            other content a conflict, as if a workbook had brought it
    """

    name: str
    title: str
    verb: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    save: Callable[[Sequence[Row], Act], None]
    check: Callable[[Sequence[Row], Source], Iterable[Problem]] = field(default=_nothing_wrong)
    export: Callable[[Viewer, str], Iterable[Mapping[str, Any]]] | None = None
    full: Callable[[Mapping[str, Any], str], Mapping[str, Any]] | None = None
    villages: Callable[[Sequence[Row], str], Sequence[str]] | None = None
    page: Callable[[Viewer, str, int, int], tuple[list[Mapping[str, Any]], int]] | None = None
    recorded: Callable[[Sequence[Row], str], Iterable[Mapping[str, Any]]] | None = None
    owner: Callable[[], str] | None = None
    otherwise: Callable[[Sequence[Row]], Iterable[Iterable[Mapping[str, Any]]]] | None = None
    together: tuple[str, ...] | None = None
    changes: "Callable[[Sequence[Row], Source], tuple[list[Difference], list[Problem]]] | None" = None
    days: tuple[str, ...] = ()
    doubtful: Callable[[Sequence[Row], Source], int] | None = None
    doubts: str = ""


def villages_by(
    column: str, known: Callable[[str], Mapping[str, str]]
) -> Callable[[Sequence[Row], str], list[str]]:
    """The `villages` of a kind whose rows name in a column what lies in one: `known` of an organisation."""

    def villages(rows: Sequence[Row], org_code: str) -> list[str]:
        found = known(org_code)
        return [found.get(row[column], "") for row in rows]

    return villages


_GUARDED = re.compile(r'^="([^"]*)"$')
"""What keeps a spreadsheet from making a number of it: ="0012"."""
_APOSTROPHE = re.compile(r"^'(?=[A-Za-z0-9])([A-Za-z0-9:_./\- ]*)$")
"""The same as it is typed by hand: '0012."""
_SHORTENED = re.compile(r"^[0-9]\.[0-9]+E\+[0-9]{1,3}$")
"""What a spreadsheet writes for a long number whose last digits it no longer has: 5.20281E+17."""


def unguarded(raw: str) -> str:
    """A text without what was put around it so that it stays a text."""
    guarded = _GUARDED.match(raw) or _APOSTROPHE.match(raw)
    return guarded[1].strip() if guarded else raw


def read_cell(column: Column, raw: Any, *, text_file: bool) -> Any:
    """The value of a cell, or None where it is empty and may be. Raises Wrong.

    In a text file (CSV) numbers come as text; in a workbook a number stored as text is refused.
    """
    raw = cleaned(raw)
    if isinstance(raw, str):
        raw = unguarded(raw) or None
    if raw is None:
        if column.required:
            raise Wrong("import.empty")
        return None
    if isinstance(raw, bool):
        raise Wrong("import.true_false", value=str(raw))
    if raw == CLEARED and column.clears:
        return ""
    field = column.field
    if isinstance(raw, int | float):
        return _of_number(field, raw)
    if isinstance(raw, str) and isinstance(field, Amount) and not text_file:
        field.read(raw)  # "六十" is no number at all
        raise Wrong("import.number_as_text", value=raw[:40])
    if isinstance(raw, str) and isinstance(field, Text | Code) and _SHORTENED.match(raw):
        raise Wrong("import.lost_digits", value=raw)
    return field.read(raw)


def _of_number(field: Field, raw: int | float) -> Any:
    """The value of a cell that holds a number; read exactly, as the spreadsheet shows it."""
    if isinstance(field, Amount):
        number = _exact(raw, field.scale)
        field.check(number)
        return number
    if isinstance(field, Code) or (isinstance(field, Choice) and field.source):
        raise Wrong("import.code_as_number", value=f"{raw:.0f}")
    if abs(raw) >= SAFE_CELL:
        raise Wrong("import.lost_digits", value=f"{raw:.0f}")
    whole = isinstance(raw, int) or raw.is_integer()
    return field.read(str(int(raw)) if whole else f"{raw:.15g}")


def _exact(raw: int | float, scale: int) -> int:
    if isinstance(raw, float) and (raw != raw or abs(raw) == float("inf")):
        raise Wrong("import.number", value=str(raw))
    if abs(raw) * scale >= SAFE_CELL:
        raise Wrong("import.too_big", value=f"{raw:.6g}")
    number = int(raw) * scale
    if raw != int(raw):
        # A spreadsheet means fifteen digits: 3 times 1.1 is kept as 3.3000000000000003 and shown as 3.3.
        exact = Decimal(f"{raw:.15g}") * scale
        number = int(exact)
        if number != exact:
            raise Wrong("import.too_fine", value=repr(raw), scale=scale)
    return number
