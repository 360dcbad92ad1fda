"""Three kinds of answer that are not a number (依据、不予处理、填报错误).

A `Reason` says why a figure is what it is. A `Refusal` is a rule or action that may not. A `BadInput` is
what somebody typed or uploaded. All carry codes and parameters, never prose: the faces word them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

VALUE = "value"
"""The parameter that says what was written: faults that differ by it alone are alike."""
Param = str | int | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True)
class Reason:
    """Why a ruling says what it says (依据): a code, its parameters, the clause it rests on.

    Units travel in the parameter's name: `fee_fen`, `points`, `share` (a ratio as text, "3/5").
    """

    code: str
    clause: str = ""
    params: tuple[tuple[str, Param], ...] = ()

    @classmethod
    def of(cls, code: str, clause: str = "", **params: Param) -> "Reason":
        """Build a reason with its parameters in name order, so that equal reasons are equal."""
        return cls(code, clause, tuple(sorted(params.items())))

    def as_data(self) -> dict[str, Any]:
        """The reason as JSON-ready data; `from_data` reads it back."""
        return {"code": self.code, "clause": self.clause, "params": dict(self.params)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Reason":
        """Read what `as_data` wrote."""
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in data["params"].items()}
        return cls.of(data["code"], data["clause"], **params)


class Refusal(Exception):
    """A rule or an action that may not (不予处理): names the clause and, by its code, what to do."""

    def __init__(self, code: str, clause: str = "", **params: Param) -> None:
        self.reason = Reason.of(code, clause, **params)
        super().__init__(code)

    @classmethod
    def saying(cls, reason: Reason) -> "Refusal":
        """The refusal that a reason is."""
        return cls(reason.code, reason.clause, **dict(reason.params))

    def __reduce__(self) -> tuple[Any, ...]:
        return Refusal.saying, (self.reason,)

    @property
    def code(self) -> str:
        """The code the faces word."""
        return self.reason.code

    @property
    def clause(self) -> str:
        """The clause that forbids it, or ''."""
        return self.reason.clause

    @property
    def params(self) -> dict[str, Param]:
        """The parameters of the wording."""
        return dict(self.reason.params)

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value}" for name, value in self.reason.params)
        return f"{self.code}({params}) {self.clause}".rstrip()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what came in (填报问题): where, what, and by the code's wording the remedy."""

    code: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: tuple[tuple[str, Param], ...] = ()

    @classmethod
    def of(
        cls, code: str, *, file: str = "", sheet: str = "", row: int = 0, column: str = "", **params: Param
    ) -> "Problem":
        """Build a problem; `row` is the row as the spreadsheet numbers it, 0 where there is none."""
        return cls(code, file, sheet, row, column, tuple(sorted(params.items())))


@dataclass(frozen=True)
class Alike:
    """Problems that are one fault in several rows (同样的问题): the first of them, and all their rows.

    `several` where the values written differ.
    """

    first: Problem
    rows: tuple[int, ...]
    several: bool


def alike(problems: Iterable[Problem]) -> list[Alike]:
    """Problems by what is wrong and in which column, in the order in which each first came."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for each in problems:
        said = tuple(param for param in each.params if param[0] != VALUE) if each.row else each.params
        groups.setdefault((each.code, each.file, each.sheet, each.column, said, not each.row), []).append(
            each
        )
    return [
        Alike(found[0], tuple(each.row for each in found), len({each.params for each in found}) > 1)
        for found in groups.values()
    ]


@dataclass(eq=False)
class BadInput(Exception):
    """What came in cannot be used (填报错误): every problem at once, nothing written."""

    problems: tuple[Problem, ...] = field(default_factory=tuple)
    kept: int = 0
    """The number under which it can be opened again, 0 where it is not kept."""

    def __init__(self, problems: Iterable[Problem], kept: int = 0) -> None:
        self.problems, self.kept = tuple(problems), kept
        super().__init__(", ".join(problem.code for problem in self.problems[:5]))

    def __reduce__(self) -> tuple[Any, ...]:
        return BadInput, (self.problems, self.kept)
