"""Whose data folder it is (town.yaml): its place, the pack of decisions it follows, the report compared with.

It stands in the folder's root, written by `liancun init`. A folder without one is of a program that had none;
a pack says whether it was that program's.
"""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from liancun.charter import loader
from liancun.charter.report import YEARS, Report
from liancun.charter.typed import decoded, read_typed, read_yaml
from liancun.kernel import BadInput, Problem, Refusal

T = TypeVar("T")
TOWN_FILE, REPORT_FILE, PACKS, PACK_FILE = "town.yaml", "report.yaml", "packs", "pack.yaml"


@dataclass(frozen=True)
class Place:
    """Where the town lies (地方), each part as it is shown."""

    town: str
    county: str = ""
    county_code: str = ""
    province: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """From the largest to the smallest."""
        return tuple(filter(None, (self.province, self.county, self.town)))


@dataclass(frozen=True)
class Pack:
    """Decisions that ship for some town (章程包). `holds_without_town_file`: earlier programs
    knew it alone."""

    name: str
    holds_without_town_file: bool = False


@dataclass(frozen=True)
class TownFile:
    """What town.yaml says (本镇).

    pack    the folder of the pack, '' for none
    year    the year that pages open on; left out: the one that has money
    report  the pack's where it has one, the folder's own report.yaml, or none: nothing is compared
    """

    pack: str
    place: Place | None = None
    year: int | None = None
    report: Literal["pack", "own", "none"] = "pack"

    def __post_init__(self) -> None:
        """Refuse a year that is none."""
        if self.year is not None and self.year not in YEARS:
            raise Refusal("charter.no_such_year", year=self.year)


@dataclass(frozen=True)
class Town:
    """The town of a data folder, read whole (本镇)."""

    pack: str = ""
    place: Place | None = None
    year: int | None = None
    report: Report | None = None
    files: tuple[Path, ...] = ()
    """What it was read from, or would be: to see whether something has changed."""


def packs() -> dict[str, Pack]:
    """Every shipped pack by its folder's name."""
    found = sorted((loader.SHIPPED / PACKS).glob(f"*/{PACK_FILE}"))
    return {path.parent.name: _read(path, f"{PACKS}/{path.parent.name}/{PACK_FILE}", Pack) for path in found}


def packs_deciding(name: str) -> tuple[str, ...]:
    """The shipped packs that have a decision, by its name."""
    return tuple(pack for pack in packs() if (loader.SHIPPED / PACKS / pack / f"{name}.yaml").is_file())


def read_town(folder: Path) -> Town:
    """Read the folder's town.yaml and what it names. Raises BadInput naming file, place and remedy."""
    file, known = folder / TOWN_FILE, packs()
    if not file.exists():
        pack = next((name for name, each in known.items() if each.holds_without_town_file), "")
        return Town(pack, report=_report_of(pack), files=(file,))
    said = _read(file, TOWN_FILE, TownFile)
    if said.pack and said.pack not in known:
        near = difflib.get_close_matches(said.pack, known, n=1, cutoff=0) or [*known]
        raise BadInput(
            [
                Problem.of(
                    "charter.no_such_pack", file=TOWN_FILE, column="pack", value=said.pack, near=tuple(near)
                )
            ]
        )
    own = folder / REPORT_FILE
    if said.report == "own" and not own.is_file():
        raise BadInput([Problem.of("charter.no_report", file=TOWN_FILE, column="report", value=REPORT_FILE)])
    report = _report_of(said.pack) if said.report == "pack" else None
    if said.report == "own":
        report = _read(own, REPORT_FILE, Report)
    return Town(said.pack, said.place, said.year, report, (file, own))


def _report_of(pack: str) -> Report | None:
    """The report that ships with a pack, where one does."""
    shown = f"{PACKS}/{pack}/{REPORT_FILE}"
    path = loader.SHIPPED / shown
    return _read(path, shown, Report) if pack and path.exists() else None


def _read(path: Path, shown: str, want: type[T]) -> T:
    try:
        content = path.read_bytes()
    except OSError:
        raise BadInput([Problem.of("charter.unreadable", file=shown)]) from None
    return read_typed(read_yaml(decoded(content, shown), shown, anchors=False), want, file=shown)
