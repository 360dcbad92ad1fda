"""What the database refuses of sheets: what was taken along, received and decided stays."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(AppendOnly(f"sheets.{model}") for model in ("Sheet", "SheetEnd", "SheetItem", "ItemEvent"))
