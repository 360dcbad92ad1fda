"""The lists that the field prints in a form of its own (专用打印格式), each with what prints it."""

from collections.abc import Callable, Mapping
from typing import Final

from liancun.faces.prints.books import daybook_print, detail_print, table_print
from liancun.faces.prints.land import land_print
from liancun.faces.prints.paper import Printing

PRINTS: Final[Mapping[str, Callable[[Printing], bytes]]] = {
    "land.plots": lambda of: land_print(of.page, of.org_code, on=of.on),
    "ledger.detail": detail_print,
    "ledger.daybook": daybook_print,
    "ledger.general": table_print,
    "ledger.balances": table_print,
    "ledger.summary": table_print,
    "ledger.columnar": table_print,
}
