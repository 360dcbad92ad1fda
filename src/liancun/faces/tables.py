"""Lists as tables (表格): one list in words, for a page, a terminal, a workbook, a CSV and a print."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from liancun.base.lists import Listing
from liancun.faces.fields import Naming, heading, number, shown, with_unit
from liancun.kernel.fields import Amount, Day, Field, Hours, Kilos, Mu, Spec, WorkDays, Yuan, fields_of

NUMBER_FORMATS: tuple[tuple[type[Field], str], ...] = (
    (Yuan, "#,##0.00"),
    (Kilos, "#,##0.0##"),
    (Mu, "#,##0.00"),
    (WorkDays, "#,##0.##"),
    (Hours, "#,##0.##"),
    (Amount, "#,##0"),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """Rows with their columns (表格), in the reader's language.

    `sums` are totals by their field; `total` how many rows the whole list has, None where these are all.
    """

    title: str
    columns: tuple[Spec, ...]
    rows: Sequence[Any]
    sums: tuple[tuple[Spec, Any], ...] = ()
    total: int | None = None
    naming: Naming | None = None

    @property
    def headings(self) -> list[str]:
        """What the columns are called."""
        return [heading(spec.field) for spec in self.columns]

    @property
    def right(self) -> list[int]:
        """Which columns are amounts."""
        return [at for at, spec in enumerate(self.columns) if spec.field.right]

    def cells(self) -> Iterator[list[str]]:
        """The cells of each row in words."""
        for row in self.rows:
            yield [shown(spec.field, spec.of(row), row, self.naming) for spec in self.columns]

    def totals(self) -> list[tuple[str, str]]:
        """What is added up beneath: how many rows, then each total by its name."""
        counted = [] if self.total is None else [(_("共"), _("{total} 条").format(total=self.total))]
        return [*counted, *((_(spec.field.label), with_unit(spec.field, value)) for spec, value in self.sums)]

    def under(self) -> dict[str, str]:
        """The totals that stand under a column: those that say the same as it."""
        labels = {spec.field.label: shown(spec.field, value) for spec, value in self.sums}
        return {
            spec.name: labels[spec.field.label]
            for spec in self.columns
            if spec.field.right and spec.field.label in labels
        }


def table_of(listing: Listing, page: Any) -> Table:
    """A page of a list as who asked may read it; `labels` of the page, if it has any, name its columns."""
    sums = tuple((spec, spec.of(page)) for spec in listing.totals)
    labels = getattr(page, "labels", {})
    columns = tuple(
        replace(spec, field=replace(spec.field, label=labels.get(spec.name, spec.field.label)))
        for spec in listing.readable(page)
    )
    return Table(_(listing.title), columns, page.rows, sums, page.total)


def table_of_rows(rows: Sequence[Any], title: str = "") -> Table:
    """All of some rows, by the fields of their dataclass."""
    columns = fields_of(rows[0]) if rows else ()
    return Table(title, columns, rows)


def as_csv(table: Table) -> bytes:
    """A list as CSV that spreadsheets open: UTF-8 with its mark; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.headings)
    for row in table.cells():
        writer.writerow(_harmless(cell) for cell in row)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _harmless(cell: str) -> str:
    """Text that a spreadsheet would run stands behind an apostrophe; a number keeps its sign."""
    plain = cell.lstrip("+-").replace(",", "").replace(".", "").isdigit()
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not plain else cell


def as_xlsx(table: Table) -> bytes:
    """A list as a workbook: numbers as numbers, days as days, totals beneath."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False})
    sheet = book.add_worksheet(table.title[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in NUMBER_FORMATS}
    for at, title in enumerate(table.headings):
        sheet.write_string(0, at, title, head)
        sheet.set_column(at, at, 16)
    for line, row in enumerate(table.rows, 1):
        for at, spec in enumerate(table.columns):
            value = spec.of(row)
            amount = number(spec.field, value)
            if amount is not None:
                style = next(formats[kind] for kind, _text in NUMBER_FORMATS if isinstance(spec.field, kind))
                sheet.write_number(line, at, amount, style)
            elif isinstance(spec.field, Day) and isinstance(value, date):
                sheet.write_datetime(line, at, value, day)
            else:
                sheet.write_string(line, at, shown(spec.field, value, row))
    sheet.freeze_panes(1, 0)
    for at, (label, text) in enumerate(table.totals()):
        sheet.write_string(len(table.rows) + 2 + at, 0, label, head)
        sheet.write_string(len(table.rows) + 2 + at, 1, text)
    book.close()
    return out.getvalue()
