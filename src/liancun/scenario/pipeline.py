"""What every stage of raising a town uses (建镇): its world, who acts, and the one door for workbooks."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from liancun.base.importing import ImportReport, import_workbook
from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Period
from liancun.rooms.registry.queries import viewer_for
from liancun.scenario.prefetch import Ahead
from liancun.scenario.registry_books import Book
from liancun.scenario.trade_books import slip_books
from liancun.scenario.world import World

Step = Callable[[], object]


@dataclass(frozen=True)
class Stage:
    """A named part of the year (阶段); its steps are made when it begins, from what stands then."""

    label: str
    steps: Callable[[], Iterable[Step]]
    key: str = ""
    """A name by which raising can be told to stop before it."""


@dataclass
class Raising:
    """A town being raised: what it is made of, and the folder of its workbooks."""

    world: World
    folder: Path
    ahead: Ahead = field(default_factory=Ahead)
    runs: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    """Runs on their way, by kind, organisation and period."""
    collected_fen: Counter[str] = field(default_factory=Counter)
    """Refuse money taken in by each collective and not yet passed on."""
    payers: dict[tuple[str, date], list[Any]] = field(default_factory=dict)
    """Lines of refuse bills that are paid on a day, by collective and day."""
    slips: dict[Period, Book] = field(init=False)
    """The weigh slips' workbooks by month."""
    _viewers: dict[str, Viewer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slips = slip_books(self.world)

    def who(self, login: str, on: date) -> Viewer:
        """The person behind a login; nobody of the demo changes posts, so a day is as good as another."""
        if login not in self._viewers:
            self._viewers[login] = viewer_for(login, on=on)
        return self._viewers[login]

    def bring(self, book: Book, by: Viewer = SYSTEM) -> ImportReport:
        """Write a workbook and import it by the door a town office uses."""
        path = self.folder / book.file
        path.parent.mkdir(parents=True, exist_ok=True)
        file, reading = self.ahead.file_of(book)
        path.write_bytes(file)
        return import_workbook(
            book.kind, file, path.name, org_code=book.org_code, by=by, on=book.day, reading=reading
        )

    def bringing(self, book: Book, login: str = "") -> Step:
        """The step that brings a workbook in, by the holder of a login or by the system.

        The workbook may be written at once; it comes in when the step is taken.
        """
        self.ahead.announce(book)
        return lambda: self.bring(book, self.who(login, book.day) if login else SYSTEM)
