"""From file to records (导入过程): judged whole, compared with what came before, written once."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from liancun.base import bulk, guards
from liancun.base.acts import act
from liancun.base.discovery import doors
from liancun.base.importing import agreed, changing
from liancun.base.importing.columns import AS_IT_IS, HowRead, ImportKind, Row, Source
from liancun.base.importing.judging import Progress, Reading, judged, raise_all, told_nobody
from liancun.base.models import ImportedRow
from liancun.base.organisations import must_be_registered
from liancun.base.permits import ANY_VILLAGE, must_permit, permitted
from liancun.base.request_cache import one_look
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.base.workbooks.reading import read_sheet
from liancun.kernel import Problem, Refusal
from liancun.kernel.digest import digest

TRIES = 5
KEPT = ("kind", "org_code", "natural_key", "content_hash", "mark")


@dataclass(frozen=True)
class ImportReport:
    """What an import did or, on a dry run, would do (导入结果).

    `rows` = `new` + `same`; `written` says whether the new ones were written: never on a dry run, and not
    where nothing was new. `sheet` and `heading_row` say where the rows were found; `agreed` which headings
    were read as which by the organisation's agreement, '' where one was left out. A workbook that changes
    what is registered tells its `changes`; `new` are the rows that have some, its look is kept as `seen`.
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
    changes: tuple[changing.Change, ...] = ()
    seen: int = 0
    doubtful: int = 0
    doubts: str = ""


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
    look: changing.Look | None = None,
    keep_look: Callable[[changing.Look], int] | None = None,
) -> ImportReport:
    """Import one workbook for an organisation; `reading` where `read_workbook` has read this content before.

    Raises BadInput with every problem (at most a thousand listed, the last one tells of the rest): nothing
    was written. The same file again writes nothing and says so. What changes records is entered only as it
    was looked at: `keep_look` keeps that of a dry run, `look` is what was kept.
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
    if spec.changes is not None:
        return _change(spec, list(rows.values()), faults, source, reading, _Asked(dry_run, look, keep_look))
    for _attempt in range(TRIES):
        with one_look():
            seen = dict(Watermark.now([org_code]).marks)[org_code]
            new, conflicts = _compare(spec, rows, source)
            problems = [*faults, *conflicts]
            problems += _checked(spec, reading, new, source, problems)
            in_doubt = 0 if problems else _in_doubt(spec, new, source)
        # A kind's own check has an order of its own; among other faults each stands by its row.
        raise_all(sorted(problems, key=attrgetter("row")) if faults else problems)
        tell("check", len(rows), len(rows))
        report = ImportReport(
            kind,
            file,
            len(rows),
            len(new),
            len(rows) - len(new),
            bool(new) and not dry_run,
            reading.sheet,
            reading.heading_row,
            reading.agreed,
            doubtful=in_doubt,
            doubts=spec.doubts if in_doubt else "",
        )
        if not report.written:
            return report
        tell("write", 0, len(new))
        try:
            _write(spec, new, source, seen)
        except _Moved:
            continue
        tell("write", len(new), len(new))
        return report
    raise Refusal("import.busy")


@dataclass(frozen=True)
class _Asked:
    """What is asked of a workbook that changes records: a look to keep, or to enter what was looked at."""

    dry_run: bool
    look: changing.Look | None
    keep_look: Callable[[changing.Look], int] | None


def _change(
    spec: ImportKind,
    rows: Sequence[Row],
    faults: Sequence[Problem],
    source: Source,
    reading: Reading,
    asked: _Asked,
) -> ImportReport:
    """Look at what rows would change, or enter it as it was looked at."""
    day = asked.look.on if asked.look else source.on
    rows = changing.dated(rows, spec.days, day)
    found = _differences(spec, rows, source, faults)
    numbers = {each.row.number for each in found}
    report = ImportReport(
        spec.name,
        source.file,
        len(rows),
        len(numbers),
        len(rows) - len(numbers),
        False,
        reading.sheet,
        reading.heading_row,
        reading.agreed,
        changing.shown(found),
    )
    if not found:
        return report
    if asked.dry_run:
        look = changing.Look(changing.marks(found), day)
        return replace(report, seen=asked.keep_look(look) if asked.keep_look else 0)
    if asked.look is None:
        raise Refusal("import.look_first", kind=spec.name)
    with guards.refusing(), act(spec.verb, source.org_code, by=source.by, on=source.on) as done:
        now = _differences(spec, rows, source, ())  # from here on nobody else writes there
        raise_all(changing.since(asked.look.marks, now, source))
        numbers = {each.row.number for each in now}
        spec.save([row for row in rows if row.number in numbers], done)
        done.ref = f"import:{spec.name}"
        done.params = {"file": source.file, "rows": len(numbers)}
    return replace(report, written=True)


def _differences(
    spec: ImportKind, rows: Sequence[Row], source: Source, faults: Sequence[Problem]
) -> list[changing.Difference]:
    """What rows would change. Raises BadInput with everything wrong with them."""
    assert spec.changes is not None
    found, problems = spec.changes(rows, source)
    problems += [*changing.uncleared(rows, spec.columns, source), *changing.too_many(found, source)]
    raise_all(sorted([*faults, *problems], key=attrgetter("row")))
    return found


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


def _in_doubt(spec: ImportKind, new: Mapping[str, Row], source: Source) -> int:
    """How many of the new rows may be what is recorded already."""
    return spec.doubtful(list(new.values()), source) if spec.doubtful else 0


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
    other = {key: row for key, row in keyed.items() if key in known and known[key] != _content(row)}
    if other and spec.otherwise:
        said = zip(other, spec.otherwise(list(other.values())), strict=True)
        same = [key for key, every in said if known[key] in {digest(values) for values in every}]
        other = {key: row for key, row in other.items() if key not in same}
    problems = [source.problem("import.conflict", row, key=key) for key, row in other.items()]
    return {key: row for key, row in keyed.items() if key not in known}, problems
