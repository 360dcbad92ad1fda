"""The import door (导入): workbooks in, all errors at once, nothing half done.

One frozen column spec drives reading, template, export, documentation and error text.
"""

from liancun.base.importing.columns import (
    Column,
    HowRead,
    ImportKind,
    Row,
    Source,
    column_of,
    columns_of,
    villages_by,
)
from liancun.base.importing.engine import (
    ImportReport,
    all_import_kinds,
    import_kind,
    import_workbook,
    read_workbook,
)
from liancun.base.importing.judging import Reading
from liancun.base.importing.sent import enter_seen, import_file, import_sent
from liancun.base.importing.templates import export_rows, rows_of, rows_page, write_rows, write_template

__all__ = [
    "Column",
    "HowRead",
    "ImportKind",
    "ImportReport",
    "Reading",
    "Row",
    "Source",
    "all_import_kinds",
    "column_of",
    "columns_of",
    "enter_seen",
    "export_rows",
    "import_file",
    "import_kind",
    "import_sent",
    "import_workbook",
    "read_workbook",
    "rows_of",
    "rows_page",
    "villages_by",
    "write_rows",
    "write_template",
]
