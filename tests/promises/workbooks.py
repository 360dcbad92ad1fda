"""The workbooks (工作簿): every kind with its columns, as its template has them."""

from liancun.base.importing import Column, ImportKind, all_import_kinds
from liancun.base.importing.columns import read_cell


def lines() -> list[str]:
    """Every kind and, indented below it, its columns in their order."""
    kinds = all_import_kinds()
    return [line for name in sorted(kinds) for line in _kind(kinds[name])]


def _kind(kind: ImportKind) -> list[str]:
    ways = "in and out" if kind.export else "in"
    head = f"{kind.name} {kind.title}: {ways}, key {' + '.join(kind.key)}"
    return [head, *(f"    {_column(each)}" for each in kind.columns)]


def _column(column: Column) -> str:
    words: list[str] = [column.kind]
    if column.kind in ("text", "code", "new_code"):
        words[0] += f" ..{column.max_length}"
    if column.least is not None or column.most is not None:
        least, most = ("" if bound is None else str(bound) for bound in (column.least, column.most))
        words[0] += f" {least}..{most}"
    if column.required:
        words.append("required")
    if column.choices:
        offered = [f"{word}={kept}" for word, kept in column.choices if word != kept]
        words += ["one of " + " | ".join(offered or [word for word, _kept in column.choices])]
        if offered and all(read_cell(column, kept, text_file=True) == kept for _word, kept in column.choices):
            words.append("or its code")
    return f"{column.label} ({column.name}): {', '.join(words)}"
