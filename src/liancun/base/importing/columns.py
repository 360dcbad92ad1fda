"""What a workbook's columns are, and reading one cell exactly (列与单元格)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from stdnum import luhn

from liancun.base.acts import Act
from liancun.base.identifiers import is_id_number
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Problem
from liancun.kernel.quantities import parse_scaled

CellKind = Literal[
    "text", "code", "integer", "yuan", "kg", "mu", "day", "month", "choice", "id_number", "phone", "account"
]
SCALES = {"yuan": 100, "kg": 1000, "mu": 100}
TEXT_KINDS = ("code", "id_number", "phone", "account")
BIGGEST = 2**63 - 1
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_MONTH = re.compile(r"^(\d{4})(?:\s*[-/年]\s*(\d{1,2})\s*月?|\.(\d\d))$")
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9:_./\-]*$")
_PHONE = re.compile(r"^1[3-9][0-9]{9}$")
_ACCOUNT = re.compile(r"^[0-9]{12,30}$")

# What no name, number or reason is written with: control, invisible and turning marks, private and unassigned
# places; and pictures (emoji), which lie beyond the basic plane, with the mark that asks for one.
_STRANGE = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))
_PICTURE_MARK = "\ufe0f"


@dataclass(frozen=True)
class Column:
    """One column of a workbook (列): its Chinese heading, what a cell is, and what to write in it.

    A `yuan` cell becomes fen, a `kg` cell grams, a `mu` cell hundredths; a `choice` maps the word written
    to the value kept. `max_length` bounds text.
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


@dataclass(frozen=True)
class Row:
    """One row as read (行): its number in the file and its values by column name."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


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


def _as_given(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    return values


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
    villages  the village of each row, '' where it has none or is not known: who holds a post for one village
              brings in that village's rows only. Not asked for those whose post covers every village
    page    a page of what `export` gives and of how many rows, where the records tell without making all
    """

    name: str
    title: str
    verb: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    save: Callable[[Sequence[Row], Act], None]
    check: Callable[[Sequence[Row], Source], Iterable[Problem]] = field(default=_nothing_wrong)
    export: Callable[[Viewer, str], Iterable[Mapping[str, Any]]] | None = None
    full: Callable[[Mapping[str, Any], str], Mapping[str, Any]] = field(default=_as_given)
    villages: Callable[[Sequence[Row], str], Sequence[str]] | None = None
    page: Callable[[Viewer, str, int, int], tuple[list[Mapping[str, Any]], int]] | None = None


def words_and_codes(choices: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """A model's choices for a choice column: the Chinese words and the codes themselves, both to the code."""
    rows = [(str(label), str(code)) for code, label in choices]
    return (*rows, *((code, code) for _label, code in rows))


def villages_by(
    column: str, known: Callable[[str], Mapping[str, str]]
) -> Callable[[Sequence[Row], str], list[str]]:
    """The `villages` of a kind whose rows name in a column what lies in one: `known` of an organisation."""

    def villages(rows: Sequence[Row], org_code: str) -> list[str]:
        found = known(org_code)
        return [found.get(row[column], "") for row in rows]

    return villages


class Wrong(Exception):
    """A cell that cannot be read: the problem's code and parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def read_cell(column: Column, raw: Any, *, text_file: bool) -> Any:
    """The value of a cell, or None where it is empty and may be. Raises Wrong.

    In a text file (CSV) numbers come as text; in a workbook a number stored as text is refused.
    """
    if isinstance(raw, str):
        raw = (raw if raw.isascii() else unicodedata.normalize("NFC", raw)).strip("\ufeff \t\r\n\u3000\u00a0")
        _must_be_plain(raw)
    if raw is None or raw == "":
        if column.required:
            raise Wrong("import.empty")
        return None
    if isinstance(raw, bool):
        raise Wrong("import.true_false", value=str(raw))
    if column.kind in TEXT_KINDS:
        return _read_code(column, raw)
    if column.kind == "text":
        return _read_text(column, raw)
    if column.kind == "choice":
        return _read_choice(column, raw)
    if column.kind in ("day", "month"):
        return _read_day(raw) if column.kind == "day" else _read_month(raw)
    return _read_number(column, raw, text_file)


def _must_be_plain(text: str) -> None:
    # Printable is none of the strange ones; what is left to look for are pictures.
    if text.isprintable() and (text.isascii() or (max(text) <= "\uffff" and _PICTURE_MARK not in text)):
        return
    for char in text:
        if char.isascii() and char.isprintable():
            continue
        category = unicodedata.category(char)
        if category in _STRANGE or char == _PICTURE_MARK or (category == "So" and ord(char) > 0xFFFF):
            raise Wrong("import.strange_character", number=f"U+{ord(char):04X}")


def _read_text(column: Column, raw: Any) -> str:
    if isinstance(raw, float):
        raw = str(int(raw)) if raw.is_integer() else repr(raw)
    text = raw.isoformat() if isinstance(raw, date) else str(raw)
    if len(text) > column.max_length:
        raise Wrong("import.too_long", most=column.max_length)
    return text


def _read_code(column: Column, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong("import.code_as_number", value=f"{raw:.0f}" if isinstance(raw, float) else str(raw))
    text = raw
    if column.kind != "code":  # full-width digits are what a Chinese keyboard gives
        text = unicodedata.normalize("NFKC", raw).replace(" ", "")
    if column.kind == "id_number":
        text = text.upper()
        if not is_id_number(text):
            raise Wrong("import.id_number")
    elif column.kind == "phone":
        if not _PHONE.match(text):
            raise Wrong("import.phone")
    elif column.kind == "account":
        if not _ACCOUNT.match(text):
            raise Wrong("import.account")
        if 16 <= len(text) <= 19 and not luhn.is_valid(text):
            raise Wrong("import.account_check_digit")
    elif not _CODE.match(text):
        raise Wrong("import.code", value=text[:40])
    if len(text) > column.max_length:
        raise Wrong("import.too_long", most=column.max_length)
    return text


def _read_choice(column: Column, raw: Any) -> str:
    words = dict(column.choices)
    if raw not in words:
        raise Wrong("import.choice", value=str(raw)[:40], choices=tuple(words))
    return words[raw]


def _read_day(raw: Any) -> date:
    if isinstance(raw, datetime):
        if (raw.hour, raw.minute, raw.second) != (0, 0, 0):
            raise Wrong("import.day_with_time", value=raw.isoformat(" "))
        raw = raw.date()
    if isinstance(raw, str):
        match = _DAY.match(raw)
        if not match:
            raise Wrong("import.day", value=raw[:40])
        try:
            raw = date(*(int(part) for part in match.groups()))
        except ValueError:
            raise Wrong("import.no_such_day", value=raw[:40]) from None
    if not isinstance(raw, date):
        raise Wrong("import.day", value=str(raw)[:40])
    if not EARLIEST <= raw <= LATEST:
        raise Wrong("import.day_far_off", value=str(raw))
    return raw


def _read_month(raw: Any) -> str:
    if isinstance(raw, date):
        return str(Period.month_of(raw))
    # A number is no month: 2025.10 typed as a number has become 2025.1.
    match = _MONTH.match(raw) if isinstance(raw, str) else None
    if not match:
        raise Wrong("import.month", value=str(raw)[:40])
    year, month = int(match.group(1)), int(match.group(2) or match.group(3))
    if not (1 <= month <= 12 and EARLIEST.year <= year <= LATEST.year):
        raise Wrong("import.month", value=raw[:40])
    return str(Period(year, month))


def _read_number(column: Column, raw: Any, text_file: bool) -> int:
    scale = SCALES.get(column.kind, 1)
    if isinstance(raw, str):
        if not text_file:
            raise Wrong("import.number_as_text", value=raw[:40])
        try:
            number = parse_scaled(raw, scale)
        except ValueError:
            raise Wrong(_bad_number(raw), value=raw[:40], scale=scale) from None
    elif isinstance(raw, int | float):
        if isinstance(raw, float) and (raw != raw or abs(raw) == float("inf")):
            raise Wrong("import.number", value=str(raw))
        if abs(raw) * scale >= 1e15:
            raise Wrong("import.too_big", value=f"{raw:.6g}")
        number = int(raw) * scale
        if raw != int(raw):
            # A spreadsheet means fifteen digits: 3 times 1.1 is kept as 3.3000000000000003 and shown as 3.3.
            exact = Decimal(f"{raw:.15g}") * scale
            number = int(exact)
            if number != exact:
                raise Wrong("import.too_fine", value=repr(raw), scale=scale)
    else:
        raise Wrong("import.number", value=str(raw)[:40])
    if abs(number) > BIGGEST:
        raise Wrong("import.too_big", value=str(raw)[:40])
    if (column.least is not None and number < column.least) or (
        column.most is not None and number > column.most
    ):
        raise Wrong(
            "import.out_of_range", value=str(raw)[:40], least=column.least or 0, most=column.most or BIGGEST
        )
    return number


def _bad_number(text: str) -> str:
    return "import.too_fine" if re.match(r"^[+-]?[\d,]+\.\d+$", text) else "import.number"
