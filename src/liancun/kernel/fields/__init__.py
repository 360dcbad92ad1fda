"""The vocabulary of fields (字段): what a field is, said once, as an annotation where it is defined.

    @dataclass(frozen=True, kw_only=True)
    class NewLot:
        number: A[str, Code(_("股权编号"), most=40)]
        price_fen: A[int, Yuan(_("每股"), least=1)]
        document: A[str, Text(_("凭证文件"), most=60)] = ""

A field knows its Chinese label, its kind and unit, its bounds and its choices; how it is read from what a
person typed, from a cell and from JSON; and how it is written. Every face asks it: form, command, endpoint,
workbook, table, explanation. A field without a default must be given; one left out has its default.
A value it cannot take raises `Wrong`, whose code and parameters the faces word.
"""

from typing import Annotated as A

from liancun.kernel.fields.amounts import (
    USUAL_MOST,
    Amount,
    Hours,
    Kilos,
    Minutes,
    Mu,
    Quantity,
    Seen,
    Share,
    Thousandths,
    Whole,
    WorkDays,
    Yuan,
)
from liancun.kernel.fields.field import Field, Wrong, _, cleaned, must_be_plain
from liancun.kernel.fields.lines import Lines
from liancun.kernel.fields.picks import Choice, Day, Flag, Many, Month, Ref, Rows, Span, Time, Word
from liancun.kernel.fields.specs import Spec, build, faults_in, field_in, fields_of, specs_of, taken, wrong_in
from liancun.kernel.fields.texts import (
    MIDDLE_DOT,
    OTHER_DOTS,
    BankAccount,
    Code,
    IdNumber,
    PersonName,
    Phone,
    Text,
)

__all__ = [
    "MIDDLE_DOT",
    "OTHER_DOTS",
    "USUAL_MOST",
    "A",
    "Amount",
    "BankAccount",
    "Choice",
    "Code",
    "Day",
    "Field",
    "Flag",
    "Hours",
    "IdNumber",
    "Kilos",
    "Lines",
    "Many",
    "Minutes",
    "Month",
    "Mu",
    "PersonName",
    "Phone",
    "Quantity",
    "Ref",
    "Rows",
    "Seen",
    "Share",
    "Span",
    "Spec",
    "Text",
    "Thousandths",
    "Time",
    "Whole",
    "Word",
    "WorkDays",
    "Wrong",
    "Yuan",
    "_",
    "build",
    "cleaned",
    "faults_in",
    "field_in",
    "fields_of",
    "must_be_plain",
    "specs_of",
    "taken",
    "wrong_in",
]
