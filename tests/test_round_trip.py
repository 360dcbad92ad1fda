"""What goes out of the town is the same when it comes in again (导出再导入)."""

from typing import Any

from liancun.base import clock
from liancun.base.importing import all_import_kinds, export_rows, import_workbook
from liancun.base.models import ImportedRow
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput

OTHER = {"payments": "goes out as the list of open lines, to be filled by the bank's answers"}
"""Kinds whose export is not what came in."""


def again(kind: Any, org: str) -> tuple[int, list[str]]:
    """How many rows of an export are new, and the codes of what is wrong with it."""
    book = export_rows(kind, SYSTEM, org)
    given: dict[str, Any] = {"org_code": org, "by": SYSTEM, "on": clock.today(), "dry_run": True}
    try:
        return import_workbook(kind.name, book, f"{kind.name}.xlsx", **given).new, []
    except BadInput as bad:
        return 0, [problem.code for problem in bad.problems]


def test_an_export_is_known_row_by_row(town):
    tried = 0
    for kind in all_import_kinds().values():
        if kind.export is None or kind.name in OTHER:
            continue
        came = ImportedRow.objects.filter(kind=kind.name)
        for org in came.values_list("org_code", flat=True).distinct().order_by("org_code"):
            new, codes = again(kind, org)
            # A row that was corrected since goes out as it stands now.
            assert set(codes) <= {"import.conflict"}, (kind.name, org, codes)
            assert new == 0 and len(codes) * 10 < came.filter(org_code=org).count(), (kind.name, org, codes)
            tried += 1
    assert tried > 15
