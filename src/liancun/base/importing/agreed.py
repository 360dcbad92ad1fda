"""What an office's own headings mean (列名的约定): said with a workbook, or agreed and remembered by kind.

A heading of the kind itself, or another name it has for one, is never read otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from liancun.base.acts import act
from liancun.base.importing.columns import HowRead, ImportKind
from liancun.base.importing.headings import LEFT_OUT, Meaning, Meanings, labels_of, plain
from liancun.base.models import AgreedHeading
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Refusal

HEADING_MOST = 60
PAIR = "=\uff1d"
"""What parts a heading from what it means, in either width."""

OUT = ("", "-", plain(LEFT_OUT))
"""What is said of a heading that is not read."""

Pairs = Sequence[tuple[str, str]]


def pairs_of(said: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(heading, meaning) of what was typed as 您的列名=我们的列名. Raises BadInput."""
    pairs, problems = [], []
    for each in said:
        at = max(each.rfind(mark) for mark in PAIR)
        if at < 1:
            problems.append(Problem.of("import.column_said", value=each[:HEADING_MOST]))
        else:
            pairs.append((each[:at].strip(), each[at + 1 :].strip()))
    if problems:
        raise BadInput(problems)
    return tuple(pairs)


def meant(kind: ImportKind, pairs: Pairs) -> list[Meaning]:
    """What headings are said to mean. Raises BadInput with everything wrong with it."""
    meanings, problems = _looked_up(kind, pairs)
    if problems:
        raise BadInput(problems)
    return meanings


def of_report(kind: ImportKind, pairs: Pairs) -> Meanings:
    """The same of a report that was kept, as far as this program knows its columns."""
    found = _looked_up(kind, pairs)[0]
    return {plain(each.heading): replace(each, asked=False) for each in found}


def _looked_up(kind: ImportKind, pairs: Pairs) -> tuple[list[Meaning], list[Problem]]:
    labels = labels_of(kind)
    names = {column.name: column for column in kind.columns}
    found: dict[str, Meaning] = {}
    taken: dict[str, str] = {}
    problems = []
    for heading, word in pairs:
        key = plain(heading)
        column = labels.get(plain(word)) or names.get(word)
        out = plain(word) in OUT
        code: str = ""
        said: dict[str, Any] = {}
        if not key:
            code = "import.heading_blank"
        elif len(heading) > HEADING_MOST or len(key) > HEADING_MOST:
            code, said = "import.heading_long", {"most": HEADING_MOST}
        elif key in labels:
            code, said = "import.heading_is_ours", {"label": labels[key].label}
        elif key in found:
            code = "import.heading_said_twice"
        elif column is None and not out:
            code = "import.no_such_column"
            said = {"value": word, "known": tuple(each.label for each in kind.columns)}
        elif column is not None and column.name in taken:
            code, said = "import.column_said_twice", {"label": column.label, "other": taken[column.name]}
        else:
            found[key] = Meaning(heading, column.name if column else "", column.label if column else "", True)
            taken |= {column.name: heading} if column else {}
        if code:
            problems.append(Problem.of(code, column=heading[:HEADING_MOST], **said))
    return list(found.values()), problems


def standing(kind: str, org_code: str) -> list[AgreedHeading]:
    """What an organisation has agreed for a kind of workbook, '' for all: the latest word on each heading."""
    rows = AgreedHeading.objects.filter(org_code=org_code)
    if kind:
        rows = rows.filter(kind=kind)
    latest = {(row.kind, row.key): row for row in rows.order_by("pk")}
    return [row for row in latest.values() if not row.dropped]


def in_force(kind: ImportKind, org_code: str, how: HowRead) -> Meanings:
    """What is said with this workbook, and besides it what the organisation remembers."""
    kept = {row.key: Meaning(row.heading, row.column, row.label) for row in standing(kind.name, org_code)}
    return {**kept, **asked(kind, how)}


def asked(kind: ImportKind, how: HowRead) -> dict[str, Meaning]:
    """What is said with this workbook."""
    return {plain(each.heading): each for each in meant(kind, how.columns)}


def pairs_in(meanings: Meanings) -> tuple[tuple[str, str], ...]:
    """Meanings as they are said: (heading, meaning)."""
    return tuple((each.heading, each.label) for each in meanings.values())


def agree(kind: ImportKind, org_code: str, pairs: Pairs, *, by: Viewer, on: date) -> int:
    """Remember what headings mean (约定列名); whoever may bring in such workbooks may.

    Returns how many were not remembered so already. Raises BadInput.
    """
    said = {plain(each.heading): each for each in meant(kind, pairs)}
    with act("registry.agree_heading", org_code, by=by, on=on, permit=kind.verb) as done:
        known = {row.key: row.column for row in standing(kind.name, org_code)}
        new = {key: each for key, each in said.items() if known.get(key) != each.column}
        if not new:
            raise Refusal("import.agreed_already")
        for key, each in new.items():
            done.add(
                AgreedHeading,
                kind=kind.name,
                key=key,
                heading=each.heading,
                column=each.column,
                label=each.label,
                **done.stamp(),
            )
        done.ref = f"import:{kind.name}"
        done.params = {"kind": kind.name, "columns": sorted(each.column for each in new.values())}
    return len(new)


def remember(kind: ImportKind, org_code: str, pairs: Pairs, *, by: Viewer, on: date) -> None:
    """The same of what was said with a workbook that went in, where it was not remembered yet.

    Whoever agreed the same in between has done it: the workbook is in, and nothing is refused.
    """
    known = {row.key: row.column for row in standing(kind.name, org_code)}
    if all(known.get(plain(each.heading)) == each.column for each in meant(kind, pairs)):
        return
    try:
        agree(kind, org_code, pairs, by=by, on=on)
    except Refusal as no:
        if no.code != "import.agreed_already":
            raise


def drop(org_code: str, kind: str, heading: str, *, by: Viewer, on: date, permit: str) -> None:
    """Take back what a heading was agreed to mean (取消列名约定); of a kind that is no more, too."""
    with act("registry.drop_heading", org_code, by=by, on=on, permit=permit) as done:
        row = next((each for each in standing(kind, org_code) if each.key == plain(heading)), None)
        if row is None:
            raise Refusal("import.not_agreed", heading=heading)
        said = {"key": row.key, "heading": row.heading, "column": row.column, "label": row.label}
        done.add(AgreedHeading, kind=kind, **said, dropped=True, **done.stamp())
        done.ref = f"import:{kind}"
        done.params = {"kind": kind, "columns": [row.column]}


def bears(kind: ImportKind | None, row: AgreedHeading) -> str:
    """Whether an agreement is read so: '' where it is, else why not: 'gone' or 'ours'."""
    if kind is None or (row.column and row.column not in {column.name for column in kind.columns}):
        return "gone"
    return "ours" if row.key in labels_of(kind) else ""


TO_SAY = ("import.unknown_heading", "import.column_gone", "import.two_for_one")


def unknown_in(problems: Iterable[Problem]) -> list[str]:
    """The headings of a report that can be said to mean something, or something else."""
    found = dict.fromkeys(each.column for each in problems if each.code in TO_SAY)
    return [text for text in found if plain(text) and max(len(text), len(plain(text))) <= HEADING_MOST]


def columns_left(kind: ImportKind, problems: Iterable[Problem]) -> Mapping[str, bool]:
    """The headings of a kind, and of each whether it is one that the report misses: these first."""
    missing = {each.column for each in problems if each.code == "import.missing_heading"}
    labels = [column.label for column in kind.columns]
    return {label: label in missing for label in sorted(labels, key=lambda label: label not in missing)}
