"""The record of visits on paper (走访记录): what was found and asked, never what burdens a household."""

from datetime import date

from liancun.faces.fields import heading
from liancun.faces.prints.listing import Column, PrintedList
from liancun.kernel.fields import specs_of
from liancun.rooms.duties.queries import VisitRecord, VisitRow
from liancun.rooms.duties.rules import SHORT

STEADY, SHORTAGE = "稳", "缺"
WIDTHS = {"visited_on": 5, "visitor_name": 4, "kind_name": 4, "changes": 7}
AFTER = {"found": 8, "asked": 7, "answer_by": 5}


def _columns(widths: dict[str, int]) -> tuple[Column, ...]:
    known = {spec.name: spec.field for spec in specs_of(VisitRow)}
    return tuple(Column(heading(known[name]), "left", width) for name, width in widths.items())


def visit_print(found: VisitRecord, on: date) -> PrintedList:
    """A household's visits of a year, with room for its signature."""
    return PrintedList(
        title=f"{found.year}年走访记录",
        issuer=found.org_name,
        period=f"{found.village} {found.head}",
        columns=(
            *_columns(WIDTHS),
            *(Column(word, "center", 2) for _code, word in SHORT),
            *_columns(AFTER),
        ),
        rows=[
            (
                f"{row.visited_on}\n{row.time}" if row.time else str(row.visited_on),
                row.visitor_name,
                row.kind_name,
                row.changes,
                *(SHORTAGE if code in row.short else STEADY for code, _word in SHORT),
                row.found,
                row.asked,
                str(row.answer_by or ""),
            )
            for row in found.rows
        ],
        number=found.household,
        note="这份记录留在户里;困难的原因不写在上面。没有发现短板的写“稳”,发现短板的写“缺”。",
        sign_column=True,
        signers=("走访人", "村负责人"),
        printed_on=str(on),
        landscape=True,
    )
