"""Trying a rule on facts and charter of one's own (试算): nothing is stored, no data is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liancun.base.discovery import doors
from liancun.charter import read_typed, read_yaml
from liancun.kernel import Reason, Refusal
from liancun.kernel.rulings import Line


@dataclass(frozen=True)
class Outcome:
    """What a trial gave (试算结果): the rule's steps, its lines, and a plain result for programs."""

    steps: tuple[Reason, ...]
    lines: tuple[Line, ...]
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """A rule that can be tried: the frozen dataclass its case is read into, and the rule."""

    case_type: type[Any]
    run: Callable[[Any], Outcome]


def all_trials() -> dict[str, Trial]:
    """Every rule that can be tried, by name."""
    return {name: trial for _room, door in doors("trials") for name, trial in door.TRIALS.items()}


def read_case(trial: Trial, file: Path) -> Any:
    """Read a case file. Raises BadInput naming an unknown or missing key and every wrong value."""
    return read_typed(read_yaml(file.read_text(encoding="utf-8"), file.name), trial.case_type, file=file.name)


def try_rule(name: str, file: Path) -> Outcome:
    """Run a rule on a case file."""
    trials = all_trials()
    if name not in trials:
        raise Refusal("trial.unknown", rule=name, known=tuple(sorted(trials)))
    return trials[name].run(read_case(trials[name], file))
