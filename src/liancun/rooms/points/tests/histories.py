"""Histories of phones in the hills drawn by a seed, and an auditor who keeps books of their own (并账的对账).

A history takes sheets along, writes, loses requests and answers, sends again and out of order, types beside
it, moves duties, loses a phone, decides, closes the month. The auditor knows what each item was written on
top of, as its writer does, and asks neither numbers nor marks: what they reckon is held against every
answer and against all that stands at the end.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.rooms.points import actions as points
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.points.tests.conftest import homes, marked
from liancun.rooms.points.tests.phone import MARCH, Phone
from liancun.rooms.registry.actions import supersede
from liancun.rooms.registry.models import GridDuty
from liancun.rooms.registry.tests import town
from liancun.rooms.sheets import actions, facts, queries
from liancun.rooms.sheets.models import SheetItem

OPEN, CLOSED = date(2025, 4, 2), date(2025, 5, 2)
MOST = 5
"""Bonus points a month may have in the town's charter."""
WAITS = ("conflict", "held")
STEPS = {
    "take": 1,
    "read": 2,
    "write": 10,
    "send": 9,
    "type": 3,
    "decide": 4,
    "move": 1,
    "lose": 1,
    "close": 1,
}


@dataclass
class Told:
    """An item as its writer knows it: on top of what it was written, and what became of it."""

    raw: dict[str, Any]
    bonus: int
    after: "Told | None"
    read: int
    status: str = ""
    revision: int = -1
    on: int = -1
    lacking: bool = True

    @property
    def built_on(self) -> int:
        """The revision it builds on: what its writer's item before came to, else what they read."""
        if self.after is None:
            return self.read
        if not self.after.status:
            return int(self.raw["seen"])
        return self.after.revision if self.after.revision >= 0 else self.after.on


@dataclass
class Carried:
    """A phone, what was written on it since it last read the sheet, and what came of it."""

    phone: Phone
    items: list[Told] = field(default_factory=list)
    last: dict[str, Told] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    ended: bool = False


class History:
    """One history and its auditor. `run` goes through it; `wrong` says what did not come out as reckoned."""

    def __init__(self, seed: str, steps: int = 24) -> None:
        self.draw, self.steps, self.on = random.Random(seed), steps, OPEN
        self.homes = homes("jiaxi")
        self.rows: dict[str, list[int]] = {home: [] for home in self.homes}
        self.writers: dict[tuple[str, int], str] = {}
        self.away: set[str] = set()
        self.phones: list[Carried] = []
        self.wrong: list[str] = []
        self.seen: Counter[str] = Counter()

    def run(self) -> "History":
        """Take a sheet, go the steps, send at last what is left, and hold the books against the records."""
        self.take()
        for name in self.draw.choices(list(STEPS), list(STEPS.values()), k=self.steps):
            getattr(self, name)()
        for carried in self.phones:
            if carried.items and self.draw.random() < 0.8:
                self._deliver(carried, list(range(len(carried.items))))
        self.audit()
        return self

    def grid(self) -> Any:
        """The grid worker, as of the day."""
        return town.viewer("jiaxi.grid_worker", self.on)

    def take(self) -> None:
        if set(self.homes) - self.away and len(self.phones) < 3:
            self.phones.append(Carried(Phone(self.grid(), self.on)))

    def read(self) -> None:
        carried = self.draw.choice(self.phones)
        carried.phone.viewer = self.grid()
        carried.phone.read(self.on)
        carried.last.clear()

    def write(self) -> None:
        carried = self.draw.choice(self.phones)
        home = self.draw.choice(self.homes)
        bonus = self.draw.choice((1, 2, 2, 3, 6))
        read = carried.phone.seen.get(home, -1)
        raw = carried.phone.write(home, bonus)
        told = Told(raw, bonus, carried.last.get(home), read)
        carried.items.append(told)
        carried.last[home] = told

    def send(self) -> None:
        """Some of what was written, in any order, some of it again; now and then the way is lost."""
        carried = self.draw.choice(self.phones)
        open_ones = [place for place in range(len(carried.items)) if place not in carried.answered]
        if not carried.items:
            return
        batch = [place for place in open_ones if self.draw.random() < 0.9]
        batch += self.draw.choices(range(len(carried.items)), k=self.draw.randint(0, 2))
        if self.draw.random() < 0.3:
            self.draw.shuffle(batch)
        if self.draw.random() < 0.15:
            self.seen["requests lost"] += 1
            return
        self._deliver(carried, batch)
        if self.draw.random() < 0.15:
            self.seen["answers lost"] += 1
            return
        carried.answered |= set(batch)

    def type(self) -> None:
        """The accountant types from a paper, or sets right."""
        home, bonus = self.draw.choice(self.homes), self.draw.randint(1, 3)
        by = town.viewer("jiaxi.accountant", self.on)
        mark = MonthMark("scored", 10, bonus)
        if self.rows[home]:
            points.correct_score("jiaxi", marked(home, MARCH, mark), by=by, on=self.on)
        else:
            points.score_month("jiaxi", MARCH, {home: mark}, by=by, on=self.on)
        self.rows[home].append(bonus)
        self.writers[home, len(self.rows[home]) - 1] = "accountant"

    def move(self) -> None:
        """The duty for a household goes to another village's worker, or comes back."""
        home = self.draw.choice(self.homes)
        to = "jiaxi" if home in self.away else "haiba"
        duty = GridDuty.objects.filter(household=home).latest("pk")
        worker = town.viewer(f"{to}.grid_worker", self.on).party
        supersede("duty", duty.pk, worker=worker, by=SYSTEM, on=self.on)
        self.away ^= {home}
        self.seen["duties moved"] += 1

    def lose(self) -> None:
        """A phone is lost; what it still sends waits."""
        carried = self.draw.choice(self.phones)
        if not carried.ended:
            given = actions.Ending(sheet=carried.phone.code, reason="手机丢了")
            actions.end_sheet("jiaxi", given, by=town.viewer("jiaxi.secretary", self.on), on=self.on)
            carried.ended = True

    def close(self) -> None:
        """The days in which a grid worker may score the month are over."""
        if self.draw.random() < 0.3:
            self.on = CLOSED

    def decide(self) -> None:
        """The secretary decides one of those that wait."""
        waits = [(carried, told) for carried in self.phones for told in carried.items if told.status in WAITS]
        if not waits:
            return
        carried, told = self.draw.choice(waits)
        side = self.draw.choice(("sent", "standing"))
        home, rows = told.raw["household"], self.rows[told.raw["household"]]
        for post in ("secretary", "accountant"):
            code = self._decided(told, side, post)
            if code != "sheets.second_person":
                break
            if self._wrote(home) != post:
                self.wrong.append(f"{told.raw['seq']}: not for {post} to decide")
        if code:
            if side == "standing" or told.bonus <= MOST or code != "points.bonus_range":
                self.wrong.append(f"{told.raw['seq']}: not decided, {code}")
            return
        if self._wrote(home) == post:
            self.wrong.append(f"{told.raw['seq']}: {post} decided on their own")
        if side == "sent":
            rows.append(told.bonus)
            told.revision = len(rows) - 1
            self.writers[home, told.revision] = post
        told.status = "decided"
        self.seen["decided"] += 1
        self._free(carried)

    def _wrote(self, home: str) -> str:
        """Who of the village wrote what stands; '' where a grid worker did."""
        return self.writers.get((home, len(self.rows[home]) - 1), "")

    def _decided(self, told: Told, side: str, post: str) -> str:
        """Why somebody may not decide an item; '' where they have."""
        row = SheetItem.objects.get(item=told.raw["id"])
        given = actions.Deciding(side=side, reason="看过门前的照片")
        try:
            actions.decide_item(row.pk, given, by=town.viewer(f"jiaxi.{post}", self.on), on=self.on)
        except Refusal as no:
            return no.code
        return ""

    # --- the auditor's own books -----------------------------------------------------------------

    def _deliver(self, carried: Carried, batch: list[int]) -> None:
        if not batch:
            return
        carried.phone.viewer = self.grid()
        receipts = carried.phone.send(self.on, *(carried.items[place].raw for place in batch))
        reckoned = {}
        for count, place in sorted(enumerate(batch), key=lambda each: each[1]):
            told = carried.items[place]
            known = bool(told.status)
            if not known:
                told.status = "held"
                told.on = told.built_on
                if self._came(carried, place):
                    self._reckon(carried, told)
            reckoned[count] = "repeated" if known else told.status
            self._free(carried)
        for count, receipt in enumerate(receipts):
            told = carried.items[batch[count]]
            self.seen[receipt.status] += 1
            if receipt.status != reckoned[count] or not receipt.kept:
                self.wrong.append(f"{told.raw['seq']}: {receipt.status}, reckoned {reckoned[count]}")

    @staticmethod
    def _lacks(carried: Carried, place: int) -> bool:
        """Whether an item that is here waits for one before it alone."""
        return carried.items[place].status == "held" and carried.items[place].lacking

    def _came(self, carried: Carried, place: int) -> bool:
        """Whether the item before it came and was ruled on."""
        if place == 0:
            return True
        before = carried.items[place - 1]
        return bool(before.status) and not self._lacks(carried, place - 1)

    def _free(self, carried: Carried) -> None:
        for place, told in enumerate(carried.items):
            if told.status == "held" and self._lacks(carried, place) and self._came(carried, place):
                self._reckon(carried, told)

    def _reckon(self, carried: Carried, told: Told) -> None:
        """What should become of an item whose turn it is."""
        home = told.raw["household"]
        rows, told.on, told.revision = self.rows[home], told.built_on, -1
        told.lacking = False
        now = len(rows) - 1
        if told.bonus > MOST or home in self.away:
            told.status = "refused"
        elif rows and rows[-1] == told.bonus:
            told.status, told.revision = "agreed", now
        elif carried.ended or self.on == CLOSED:
            told.status = "held"
        elif told.on != now:
            told.status = "conflict" if told.on < now else "held"
        else:
            rows.append(told.bonus)
            told.status, told.revision = "recorded", now + 1

    def audit(self) -> None:
        """Hold the books against the records: nothing lost, nothing double, all that waits is shown."""
        came = [told for carried in self.phones for told in carried.items if told.status]
        kept = facts.with_state(SheetItem.objects.all())
        stored = Counter(row.item for row in kept)
        states = {row.item: (row.status, row.revision) for row in kept}
        for told in came:
            name, count = told.raw["id"], stored[told.raw["id"]]
            if count != 1:
                self.wrong.append(f"{'lost' if not count else 'double'}: item {told.raw['seq']}")
            elif states[name] != (told.status, told.revision):
                self.wrong.append(f"{told.raw['seq']}: {states[name]}, reckoned {told.status}")
        for home, rows in self.rows.items():
            found = MonthScore.objects.filter(household=home, month=MARCH).order_by("revision")
            if (says := list(found.values_list("revision", "bonus"))) != list(enumerate(rows)):
                what = "double" if len(says) > len(rows) else "lost"
                self.wrong.append(f"{what}: {home} {says}, reckoned {rows}")
        page = queries.waiting_page(
            town.viewer("jiaxi.secretary", self.on), "jiaxi", on=self.on, limit=10_000
        )
        waits = sorted(told.status for told in came if told.status in WAITS)
        if sorted(row.status for row in page.rows) != waits:
            self.wrong.append(f"unseen: {page.total} wait, reckoned {len(waits)}")
        self.seen["items"] += len(came)
        self.seen["never sent"] += sum(not told.status for each in self.phones for told in each.items)
        self.seen["rows"] += sum(map(len, self.rows.values()))
