"""From file to records (导入过程): read, validate whole, compare with what came before, write once."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from liancun.base import bulk, guards
from liancun.base.acts import act
from liancun.base.discovery import doors
from liancun.base.importing import agreed, oddities
from liancun.base.importing.columns import AS_IT_IS, HowRead, ImportKind, Row, Source, read_cell
from liancun.base.importing.headings import Headings, Meanings, find_headings
from liancun.base.models import ImportedRow
from liancun.base.organisations import must_be_registered
from liancun.base.permits import ANY_VILLAGE, must_permit, permitted
from liancun.base.request_cache import one_look
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.base.workbooks.reading import Sheet, read_sheet
from liancun.base.workbooks.vetting import cell_name
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.digest import digest
from liancun.kernel.fields import Wrong

PROBLEMS_SHOWN = 1_000
TRIES = 5
KEPT = ("kind", "org_code", "natural_key", "content_hash", "mark")
BEYOND = 1_000_000
"""The place of a column the sheet does not have: past every cell."""

Progress = Callable[[str, int, int], None]


def told_nobody(step: str, done: int, total: int) -> None:
    """Nobody is told how far it is."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did or, on a dry run, would do (导入结果).

    `rows` = `new` + `same`; `written` says whether the new ones were written: never on a dry run, and not
    where nothing was new. `sheet` and `heading_row` say where the rows were found; `agreed` which headings
    were read as which by the organisation's agreement, '' where one was left out.
    """

    kind: str
    file: str
    rows: int
    new: int
    same: int
    written: bool
    sheet: str = ""
    heading_row: int = 1
    agreed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A workbook as read (读出的工作簿), cell by cell and not yet compared with any record.

    `faults` stand beside the number of their row; a row with one stands in `spoilt`, with what of it could
    be read, not in `rows`.
    """

    sheet: str
    rows: tuple[Row, ...]
    faults: tuple[tuple[int, Problem], ...]
    spoilt: tuple[Row, ...] = ()
    heading_row: int = 1
    agreed: tuple[tuple[str, str], ...] = ()


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
    how: HowRead = AS_IT_IS,
) -> ImportReport:
    """Import one workbook for an organisation; `reading` where `read_workbook` has read this content before.

    Raises BadInput with every problem (at most a thousand listed, the last one tells of the rest): nothing
    was written. The same file again writes nothing and says so.
    """
    spec, tell = import_kind(kind), progress or told_nobody
    must_permit(by, spec.verb, org_code)
    must_be_registered(org_code)
    if spec.owner and (owner := spec.owner()) not in ("", org_code):
        raise Refusal("import.not_the_owner", org=org_code, owner=owner)
    reading = reading or read_workbook(kind, content, file, how=how, progress=tell)
    source = Source(file, reading.sheet, org_code, by, on)
    rows, again = _keyed(spec, reading, source)
    faults = [problem for _number, problem in reading.faults]
    faults += [*again, *_out_of_reach(spec, list(rows.values()), source)]
    for _attempt in range(TRIES):
        with one_look():
            seen = dict(Watermark.now([org_code]).marks)[org_code]
            new, conflicts = _compare(spec, rows, source)
            problems = [*faults, *conflicts]
            problems += _checked(spec, reading, new, source, problems)
        # A kind's own check has an order of its own; among other faults each stands by its row.
        _raise(sorted(problems, key=attrgetter("row")) if faults else problems)
        tell("check", len(rows), len(rows))
        written = bool(new) and not dry_run
        report = ImportReport(
            kind,
            file,
            len(rows),
            len(new),
            len(rows) - len(new),
            written,
            reading.sheet,
            reading.heading_row,
            reading.agreed,
        )
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


def _checked(
    spec: ImportKind, reading: Reading, new: Mapping[str, Row], source: Source, wrong: Sequence[Problem]
) -> list[Problem]:
    """What the kind's own check says of the new rows; of those that hang on a spoilt row, nothing yet."""
    rows = list(new.values())
    if wrong and spec.together is not None:
        numbers = {problem.row for problem in wrong}
        faulty = [*reading.spoilt, *(row for row in reading.rows if row.number in numbers)]
        spoilt = {_group(spec.together, row) for row in faulty}
        rows = [] if None in spoilt else [row for row in rows if _group(spec.together, row) not in spoilt]
    try:
        return list(spec.check(rows, source)) if rows else []
    except Refusal:
        if not wrong:
            raise
        return []  # what is wrong with the workbook is said first


def _group(together: tuple[str, ...], row: Row) -> tuple[Any, ...] | None:
    """The record a row belongs to; None where that cannot be read."""
    found = tuple(row.values.get(name) for name in together)
    return None if any(name not in row.values for name in together) else found


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


def read_workbook(
    kind: str, content: bytes, file: str, *, how: HowRead = AS_IT_IS, progress: Progress | None = None
) -> Reading:
    """Read a workbook and judge its cells, without a look at any record.

    Raises BadInput where it is no plain table of this kind.
    """
    spec, tell = import_kind(kind), progress or told_nobody
    tell("read", 0, 0)
    meanings = agreed.asked(spec, how)
    return judged(spec, read_sheet(content, file, spec.title[:31], how.sheet), file, how, tell, meanings)


def judged(
    spec: ImportKind,
    sheet: Sheet,
    file: str,
    how: HowRead = AS_IT_IS,
    tell: Progress = told_nobody,
    meanings: Meanings | None = None,
) -> Reading:
    """Judge every cell of a sheet; all that is wrong at once, headings as well as cells."""
    headings = find_headings(spec, sheet, file, how.heading_row, meanings)
    below = [(number, cells) for number, cells in sheet.rows if number > headings.row]
    faults = [(headings.row, fault) for fault in headings.faults]
    if not below:
        _raise([*headings.faults, Problem.of("import.no_rows", file=file)])
    feet = {number: code for number, cells in below if (code := oddities.foot(cells))}
    covered: set[tuple[int, int]] = set()
    for problem, cells_under in oddities.merged(sheet, headings, file, feet.keys()):
        faults.append((problem.row, problem))
        covered |= cells_under
    if not how.include_hidden:
        faults += [(problem.row, problem) for problem in oddities.hidden(sheet, headings, file)]
    merged_rows = {row for row, _column in covered}
    judge = _Judge(spec, sheet, headings, file, covered)
    rows: list[Row] = []
    spoilt: list[Row] = []
    for done, (number, cells) in enumerate(below):
        if done % 2_000 == 0:
            tell("read", done, len(below))
        if number in feet:
            faults.append((number, Problem.of(feet[number], file=file, sheet=sheet.name, row=number)))
            continue
        values, wrong = judge.row(number, cells)
        faults += [(number, problem) for problem in wrong]
        if wrong or judge.lacks or number in merged_rows:
            spoilt.append(Row(number, values))
        else:
            rows.append(Row(number, values, "" if spec.full else digest(values)))
    return Reading(sheet.name, tuple(rows), tuple(faults), tuple(spoilt), headings.row, headings.agreed)


class _Judge:
    """Reads the rows of one sheet by the columns of one kind (判读)."""

    def __init__(
        self, spec: ImportKind, sheet: Sheet, headings: Headings, file: str, covered: Set[tuple[int, int]]
    ) -> None:
        self.sheet, self.file, self.covered = sheet, file, covered
        self.odd = sheet.extent.odd
        self.width = len(headings.texts)
        self.bare = [place for place, text in enumerate(headings.texts) if not text]
        at = headings.at
        self.lacks = any(column.required and column.name not in at for column in spec.columns)
        """Whether a column is missing, so that no row is whole."""
        self.columns = [
            (column, at.get(column.name, BEYOND))
            for column in spec.columns
            if column.name in at or not column.required
        ]

    def row(self, number: int, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row that could be read, and what is wrong with the others."""
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        for column, place in self.columns:
            raw = cells[place] if place < len(cells) else None
            try:
                if self.odd and (code := self.odd.get((number, place + 1))):
                    raise Wrong(code)
                values[column.name] = read_cell(column, raw, text_file=self.sheet.text)
            except Wrong as no:
                if (number, place + 1) not in self.covered:
                    wrong.append(self._problem(no.code, number, column.label, no.params))
        if self.bare or len(cells) > self.width:
            wrong += self._stray(number, cells)
        return values, wrong

    def _stray(self, number: int, cells: Sequence[Any]) -> Iterable[Problem]:
        """Cells that hold something and stand under no heading: whoever wrote them wants them read."""
        for place in (*self.bare, *range(self.width, len(cells))):
            if place < len(cells) and str(cells[place] or "").strip():
                yield self._problem("import.no_heading_above", number, cell_name(number, place + 1), {})

    def _problem(self, code: str, row: int, column: str, params: Mapping[str, Any]) -> Problem:
        found = Problem(code, self.file, self.sheet.name, row, column)
        return replace(found, params=tuple(sorted(params.items())))


def _keyed(spec: ImportKind, reading: Reading, source: Source) -> tuple[dict[str, Row], list[Problem]]:
    """The rows by their keys, each in full, and those that come twice."""
    problems: list[Problem] = []
    rows: dict[str, Row] = {}
    for row in reading.rows:
        if spec.full:
            row = Row(row.number, spec.full(row.values, source.org_code))
        key = _key(spec, row)
        if key in rows:
            problems.append(source.problem("import.repeated_row", row, first=rows[key].number, key=key))
        rows.setdefault(key, row)
    return rows, problems


def _compare(
    spec: ImportKind, keyed: Mapping[str, Row], source: Source
) -> tuple[dict[str, Row], list[Problem]]:
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
    return {key: row for key, row in keyed.items() if key not in known}, problems


def _otherwise(spec: ImportKind, row: Row) -> list[str]:
    return [digest(values) for values in spec.otherwise(row.values)] if spec.otherwise else []


def _raise(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if len(found) > PROBLEMS_SHOWN:
        rest = len(found) - PROBLEMS_SHOWN
        found = [*found[:PROBLEMS_SHOWN], Problem.of("import.more_problems", file=found[0].file, rest=rest)]
    if found:
        raise BadInput(found)
