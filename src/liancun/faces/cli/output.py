"""How the command line speaks (输出): tables and words for people, one JSON document for programs.

What a command found goes to standard output; progress and what went wrong go to standard error.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from rich.console import Console

from liancun.base import whole_files
from liancun.base.database_errors import no_space
from liancun.faces.words import CALLED, all_placed, called
from liancun.faces.words import worded as worded
from liancun.kernel import BadInput, Problem, Refusal

T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def write_file(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        whole_files.write(file, content)
    except OSError as no:
        if no_space(no):
            raise Refusal("export.disk_full", file=file.name) from None
        raise BadInput([Problem.of("export.cannot_write", file=file.name, said=no.strerror or "")]) from None


def _plain(value: Any) -> Any:
    """What JSON has no word for."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction | Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"not for JSON: {type(value).__name__}")


def hand_out(by: Any, what: str, org_code: str, file: Path, count: int | None = None) -> None:
    """Have a file that is about to be written stand in the trail first, or refuse it."""
    from liancun.base import trail

    trail.takes(by, what, org_code, file.suffix.lower().lstrip(".")[:8], count)
    trail.keep()


def kept() -> None:
    """What is about to be shown or written stands in the trail first, where it has to."""
    if "liancun.base.trail" in sys.modules:  # else no data was read
        from liancun.base import trail

        trail.keep()


def print_json(document: Any) -> None:
    """The one JSON document of a command; dataclasses, days and fractions are written plainly."""
    kept()
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", right: Iterable[int] = ()
) -> None:
    """A table under its marked headings, in the reader's language; `right` are the columns of numbers.

    Piped, it is plain tab-separated text.
    """
    kept()
    columns = [_(each) if each else "" for each in columns]
    if not out.is_terminal:
        for row in (columns, *rows):
            print(*("" if cell is None else cell for cell in row), sep="\t")
        return
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold")
    numbers = set(right)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(table)


def told(template: str, **params: Any) -> str:
    """A marked text in the reader's language, filled in; what decisions call things is told in it too."""
    said = {name: called(str(value)) if name in CALLED else value for name, value in params.items()}
    return _(template).format_map(said).rstrip()


def say(text: str = "", *, indent: int = 0, **params: Any) -> None:
    """A line of the answer: as it is, or a marked text with what fills it in."""
    kept()
    out.print(" " * indent + (told(text, **params) if params else text), markup=False)


def note(text: str, **params: Any) -> None:
    """A line beside the answer, on standard error, said as `say` does."""
    err.print(told(text, **params) if params else text, markup=False)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Any]:
    """A bar on standard error; call what it yields with the number done, e.g. `step(1)`, `step(5, total=90)`.

    Without a terminal nothing is drawn.
    """
    from rich import progress as rich

    bar = rich.Progress(
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        task = bar.add_task(label, total=total)

        def step(done: int = 1, *, total: int | None = None, label: str | None = None) -> None:
            bar.update(task, advance=done, total=total, description=label)

        yield step


def track(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Go through items under a bar."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    with progress(label, total) as step:
        for item in items:
            yield item
            step()


def print_refusal(refusal: Refusal, *, as_json: bool = False) -> None:
    """A rule or action that may not: its words and its clause."""
    if as_json:
        print_json({"refused": {**refusal.reason.as_data(), "text": worded(refusal.reason)}})
        return
    clause = _("({clause})").format(clause=refusal.clause) if refusal.clause else ""
    err.print(_("不予处理: {why}").format(why=worded(refusal.reason)) + clause, markup=False, style="red")


def print_bad_input(bad: BadInput, *, as_json: bool = False) -> None:
    """Everything wrong with what came in, a line each."""
    if as_json:
        problems = [
            {**asdict(each), "params": dict(each.params), "text": worded(each)} for each in bad.problems
        ]
        print_json({"problems": problems})
        return
    count = len(bad.problems)
    err.print(_("填报有误: {count} 处").format(count=count), markup=False, style="red")
    for line in all_placed(bad):
        err.print(f"  {line}", markup=False)
