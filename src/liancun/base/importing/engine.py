"""From file to records (导入过程): read, validate whole, compare with what came before, write once."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from liancun.base import bulk, guards
from liancun.base.acts import act
from liancun.base.discovery import doors
from liancun.base.importing.columns import ImportKind, Row, Source, read_cell
from liancun.base.importing.reading import FILE_BYTES_MOST, Sheet, read_sheet
from liancun.base.importing.vetting import cell_name
from liancun.base.models import ImportedRow
from liancun.base.organisations import must_be_registered
from liancun.base.permits import ANY_VILLAGE, must_permit, permitted
from liancun.base.request_cache import one_look
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import Wrong

PROBLEMS_SHOWN = 1_000
TRIES = 5
KEPT = ("kind", "org_code", "natural_key", "content_hash", "mark")
BEYOND = 1_000_000
"""The place of a column the sheet does not have: past every cell."""

Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """Nobody is told how far it is."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did or, on a dry run, would do (导入结果).

    `rows` = `new` + `same`; `written` says whether the new ones were written: never on a dry run, and not
    where nothing was new.
    """

    kind: str
    file: str
    rows: int
    new: int
    same: int
    written: bool


@dataclass(frozen=True)
class Reading:
    """A workbook as read (读出的工作簿), cell by cell and not yet compared with any record.

    `faults` stand beside the number of their row; a row with one has no `rows` entry.
    """

    sheet: str
    rows: tuple[Row, ...]
    faults: tuple[tuple[int, Problem], ...]


class _Moved(Exception):
    """Somebody wrote in between: look again."""


def all_import_kinds() -> dict[str, ImportKind]:
    """Every kind of workbook, by name, from the ground floor up."""
    return {kind.name: kind for _room, door in doors("imports") for kind in door.IMPORTS}


def import_kind(name: str) -> ImportKind:
    """The kind of that name."""
    kinds = all_import_kinds()
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=3)
        raise Refusal("import.unknown_kind", kind=name, near=tuple(near or kinds))
    return kinds[name]


def import_file(
    kind: str,
    path: Path,
    *,
    org_code: str,
    by: Viewer,
    on: date,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a workbook from a path; a file too big is refused before it is read."""
    try:
        if path.stat().st_size > FILE_BYTES_MOST:
            raise BadInput(
                [Problem.of("import.file_too_big", file=path.name, most_mb=FILE_BYTES_MOST // 2**20)]
            )
        content = path.read_bytes()
    except OSError:
        raise BadInput([Problem.of("import.no_file", file=path.name)]) from None
    return import_workbook(
        kind, content, path.name, org_code=org_code, by=by, on=on, dry_run=dry_run, progress=progress
    )


def import_workbook(
    kind: str,
    content: bytes,
    file: str,
    *,
    org_code: str,
    by: Viewer,
    on: date,
    dry_run: bool = False,
    progress: Progress | None = None,
    reading: Reading | None = None,
) -> ImportReport:
    """Import one workbook for an organisation; `reading` where `read_workbook` has read this content before.

    Raises BadInput with every problem (at most a thousand listed, the last one tells of the rest): nothing
    was written. The same file again writes nothing and says so.
    """
    spec, tell = import_kind(kind), progress or _silent
    must_permit(by, spec.verb, org_code)
    must_be_registered(org_code)
    if spec.owner and (owner := spec.owner()) not in ("", org_code):
        raise Refusal("import.not_the_owner", org=org_code, owner=owner)
    reading = reading or read_workbook(kind, content, file, progress=tell)
    source = Source(file, reading.sheet, org_code, by, on)
    rows = _keyed(spec, reading, source)
    _raise(list(_out_of_reach(spec, list(rows.values()), source)))
    for _attempt in range(TRIES):
        with one_look():
            seen = dict(Watermark.now([org_code]).marks)[org_code]
            new = _compare(spec, rows, source)
            problems = list(spec.check(list(new.values()), source)) if new else []
        _raise(problems)
        tell("check", len(rows), len(rows))
        written = bool(new) and not dry_run
        report = ImportReport(kind, file, len(rows), len(new), len(rows) - len(new), written)
        if not written:
            return report
        tell("write", 0, len(new))
        try:
            _write(spec, new, source, seen)
        except _Moved:
            continue
        tell("write", len(new), len(new))
        return report
    raise Refusal("import.busy")


def _out_of_reach(spec: ImportKind, rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Rows of villages for which the act is not given to whoever brings them."""
    if spec.villages is None or permitted(source.by, spec.verb, source.org_code, ANY_VILLAGE):
        return
    given: dict[str, bool] = {}
    for row, village in zip(rows, spec.villages(rows, source.org_code), strict=True):
        if village not in given:
            given[village] = permitted(source.by, spec.verb, source.org_code, village)
        if not given[village]:
            yield source.problem("import.other_village", row, village=village)


def _write(spec: ImportKind, new: Mapping[str, Row], source: Source, seen: int) -> None:
    with guards.refusing(), act(spec.verb, source.org_code, by=source.by, on=source.on) as done:
        if done.mark != seen + 1:
            raise _Moved
        spec.save(list(new.values()), done)
        kept = [(spec.name, source.org_code, key, _content(row), done.mark) for key, row in new.items()]
        bulk.insert_values(ImportedRow, KEPT, kept)
        done.ref = f"import:{spec.name}"
        done.params = {"file": source.file, "rows": len(new)}


def _key(spec: ImportKind, row: Row) -> str:
    """The row's name for ever, as people read it; a bar inside a value never looks like one between two."""
    values = ("" if row[name] is None else str(row[name]) for name in spec.key)
    key = "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)
    return key if len(key) <= 200 else digest(key)


def _content(row: Row) -> str:
    return row.content or digest(row.values)


def read_workbook(kind: str, content: bytes, file: str, *, progress: Progress | None = None) -> Reading:
    """Read a workbook and judge its cells, without a look at any record.

    Raises BadInput where it is no plain table of this kind.
    """
    spec, tell = import_kind(kind), progress or _silent
    tell("read", 0, 0)
    sheet = read_sheet(content, file, spec.title[:31])
    at = _places(spec, sheet, file)
    columns = [(column, at.get(column.name, BEYOND)) for column in spec.columns]
    bare = [place for place, heading in enumerate(sheet.headings) if not heading]
    rows: list[Row] = []
    faults: list[tuple[int, Problem]] = []
    for done, (number, cells) in enumerate(sheet.rows):
        if done % 2_000 == 0:
            tell("read", done, len(sheet.rows))
        values: dict[str, Any] = {}
        before = len(faults)
        for column, place in columns:
            raw = cells[place] if place < len(cells) else None
            try:
                if sheet.odd and (code := sheet.odd.get((number, place + 1))):
                    raise Wrong(code)
                values[column.name] = read_cell(column, raw, text_file=sheet.text)
            except Wrong as wrong:
                fault = Problem.of(
                    wrong.code, file=file, sheet=sheet.name, row=number, column=column.label, **wrong.params
                )
                faults.append((number, fault))
        if bare or len(cells) > len(sheet.headings):
            faults.extend((number, stray) for stray in _stray(sheet, file, number, cells))
        if len(faults) == before:
            rows.append(Row(number, values, "" if spec.full else digest(values)))
    return Reading(sheet.name, tuple(rows), tuple(faults))


def _keyed(spec: ImportKind, reading: Reading, source: Source) -> dict[str, Row]:
    """The rows by their keys, each in full; every fault of every cell at once, in the order of the rows."""
    problems = list(reading.faults)
    rows: dict[str, Row] = {}
    for row in reading.rows:
        if spec.full:
            row = Row(row.number, spec.full(row.values, source.org_code))
        key = _key(spec, row)
        if key in rows:
            again = source.problem("import.repeated_row", row, first=rows[key].number, key=key)
            problems.append((row.number, again))
        rows.setdefault(key, row)
    _raise(problem for _number, problem in sorted(problems, key=itemgetter(0)))
    return rows


def _stray(sheet: Sheet, file: str, number: int, cells: Sequence[Any]) -> Iterable[Problem]:
    """Cells that hold something and stand under no heading: whoever wrote them wants them read."""
    for place in range(len(cells)):
        if (place >= len(sheet.headings) or not sheet.headings[place]) and str(cells[place] or "").strip():
            column = cell_name(number, place + 1)
            yield Problem.of(
                "import.no_heading_above", file=file, sheet=sheet.name, row=number, column=column
            )


def _places(spec: ImportKind, sheet: Sheet, file: str) -> dict[str, int]:
    """Where each column stands; every heading fault at once."""
    labels = {column.label: column for column in spec.columns}
    problems: list[Problem] = []
    at: dict[str, int] = {}
    for place, heading in enumerate(sheet.headings):
        column = labels.get(heading)
        where: dict[str, Any] = {
            "file": file,
            "sheet": sheet.name,
            "row": 1,
            "column": heading or f"({place + 1})",
        }
        if column is None:
            if heading:
                near = difflib.get_close_matches(heading, labels, n=1, cutoff=0.3)
                problems.append(Problem.of("import.unknown_heading", **where, known=tuple(near or labels)))
        elif column.name in at:
            problems.append(Problem.of("import.repeated_heading", **where))
        else:
            at[column.name] = place
    for column in spec.columns:
        if column.name not in at and column.required:
            problems.append(
                Problem.of("import.missing_heading", file=file, sheet=sheet.name, row=1, column=column.label)
            )
    _raise(problems)
    return at


def _compare(spec: ImportKind, keyed: Mapping[str, Row], source: Source) -> dict[str, Row]:
    """The rows that are new; a known key with other content is a conflict."""
    mine = ImportedRow.objects.filter(kind=spec.name, org_code=source.org_code)
    known = dict(mine.filter(natural_key__among=keyed).values_list("natural_key", "content_hash"))
    fresh = [row for key, row in keyed.items() if key not in known]
    if fresh and spec.recorded:
        kept = [Row(0, values) for values in spec.recorded(fresh, source.org_code)]
        known |= {_key(spec, row): _content(row) for row in kept}
    problems = [
        source.problem("import.conflict", row, key=key)
        for key, row in keyed.items()
        if key in known and known[key] != _content(row) and known[key] not in _otherwise(spec, row)
    ]
    _raise(problems)
    return {key: row for key, row in keyed.items() if key not in known}


def _otherwise(spec: ImportKind, row: Row) -> list[str]:
    return [digest(values) for values in spec.otherwise(row.values)] if spec.otherwise else []


def _raise(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if len(found) > PROBLEMS_SHOWN:
        rest = len(found) - PROBLEMS_SHOWN
        found = [*found[:PROBLEMS_SHOWN], Problem.of("import.more_problems", file=found[0].file, rest=rest)]
    if found:
        raise BadInput(found)
