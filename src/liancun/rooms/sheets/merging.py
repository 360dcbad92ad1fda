"""A batch of items merged within one act (并账): each by the rule, and what each success frees after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason, Refusal
from liancun.rooms.sheets import facts
from liancun.rooms.sheets.items import Said, content_of, misplaced
from liancun.rooms.sheets.kinds import Desk, SheetKind, Standing, Written, kind_named
from liancun.rooms.sheets.models import ItemEvent, Sheet, SheetEnd, SheetItem
from liancun.rooms.sheets.rules import (
    MISSING,
    Arrived,
    Before,
    Receiving,
    Verdict,
    clock_note,
    counted_on,
    merge,
)

USED = "sheets.used_number"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Receipt:
    """What is answered to one item (回执).

    `kept` says whether it is stored here: if not, the phone keeps it. `stands` is what it has come to, which
    of one that was sent before is told again. `reasons` say why, and what is noted of the clock. `shown` are
    the two sides where there are two.
    """

    id: str
    status: str
    reasons: tuple[Reason, ...]
    kept: bool
    stands: str = ""
    revision: int = -1
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Kept:
    """An item that is here, and what became of it last (已收的一条)."""

    row: SheetItem
    status: str
    revision: int
    base: int
    reason: Reason
    new: bool = False
    events: list[ItemEvent] = field(default_factory=list)

    @property
    def numbered(self) -> bool:
        """Whether it takes its number on the sheet: one that came second under it does not."""
        return self.reason.code != USED

    @property
    def missing_before(self) -> bool:
        """Whether it waits for the item before it."""
        return self.status == "held" and self.reason.code == MISSING


@dataclass
class Merge:
    """The items of some sheets, and the months they are of, as one act finds and leaves them."""

    a: Act
    village: str
    scorer: Viewer
    charter: Receiving
    sheets: Mapping[str, Sheet]
    items: dict[str, list[Kept]] = field(default_factory=dict)
    ended: frozenset[int] = frozenset()
    desks: dict[tuple[str, str], tuple[SheetKind, Desk]] = field(default_factory=dict)
    fresh: dict[tuple[str, str, str], Standing] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[Written]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = {sheet.pk: code for code, sheet in self.sheets.items()}
        self.ended = frozenset(SheetEnd.objects.filter(sheet__in=list(ids)).values_list("sheet", flat=True))
        for row in facts.items_of(ids):
            reason = Reason.from_data(row.reason)
            kept = Kept(row, row.status, row.revision, row.base, reason)
            self.items.setdefault(ids[row.sheet_id], []).append(kept)

    # --- one item --------------------------------------------------------------------------------

    def take(self, said: Said) -> Receipt:
        """One item of a batch: what becomes of it, and of those it frees."""
        sheet = self.sheets[said.at.sheet]
        here = self.items.setdefault(sheet.code, [])
        again = next((each for each in here if each.row.item == said.at.id), None)
        if again is not None:
            return self._repeated(said, again)
        offset = None if said.sent_at is None else (self.a.recorded_at - said.sent_at) // SECOND
        row = SheetItem(
            item=said.at.id,
            sheet=sheet,
            seq=said.at.seq,
            subject=said.at.household,
            period=said.at.month,
            seen=said.at.seen,
            sheet_mark=said.at.mark,
            content=dict(said.content),
            scored_on=said.scored_on,
            counted_on=counted_on(said.scored_on, self.a.on, self.charter),
            offset_seconds=offset,
            **self.a.stamp(self.village),
        )
        verdict = self._verdict(row)
        kept = Kept(row, verdict.status, verdict.revision, verdict.base, verdict.reason, new=True)
        shown = self._shown(kept, here)
        self._enter(kept, verdict)
        here.append(kept)
        self.free_after(sheet.code, row.seq)
        return Receipt(
            row.item,
            verdict.status,
            (verdict.reason, *self._notes(row)),
            kept=True,
            stands=kept.status,
            revision=kept.revision,
            shown=shown,
        )

    def _notes(self, row: SheetItem) -> Iterator[Reason]:
        """What is noted of days: a clock that is wrong, and a day that could not count."""
        note = clock_note(row.offset_seconds, self.charter)
        if note is not None:
            yield note
        if row.scored_on and row.counted_on != row.scored_on:
            said, counted = str(row.scored_on), str(row.counted_on)
            yield Reason.of("sheets.day_of_receipt", self.charter.clause, said_on=said, counted_on=counted)

    def _repeated(self, said: Said, kept: Kept) -> Receipt:
        again = merge(Arrived(said.at.seq, said.at.seen, said.at.mark, kept.status), self.charter)
        return Receipt(
            kept.row.item,
            again.status,
            (again.reason, kept.reason),
            kept=True,
            stands=kept.status,
            revision=kept.revision,
        )

    def free_after(self, code: str, seq: int) -> None:
        """Rule anew on what waited for an item that has come, and on what waited for that."""
        while True:
            waits = [each for each in self.items.get(code, ()) if each.row.seq == seq + 1 and each.numbered]
            freed = next((each for each in waits if each.missing_before), None)
            if freed is None:
                return
            verdict = self._verdict(freed.row)
            if verdict.status == "held" and verdict.reason.code == MISSING:
                return
            freed.status, freed.revision = verdict.status, verdict.revision
            freed.base, freed.reason = verdict.base, verdict.reason
            self._enter(freed, verdict)
            seq += 1

    def _verdict(self, row: SheetItem) -> Verdict:
        """What the rule says of an item as the batch stands."""
        sheet = row.sheet
        here = self.items.get(sheet.code, [])
        said = Arrived(
            seq=row.seq,
            seen=row.seen,
            mark=row.sheet_mark,
            used=any(each.row.seq == row.seq and each.row is not row and each.numbered for each in here),
            lacking=row.seq > 1 and not self._came(here, row.seq - 1),
            before=_before(row, here),
            ended=sheet.pk in self.ended,
        )
        if wrong := misplaced(row.period, row.scored_on, sheet.period):
            return merge(replace(said, faults=(wrong,)), self.charter)
        kind, desk = self.desk(sheet.kind, sheet.period)
        content, faults = content_of(kind.content, row.content)
        standing = self.standing(sheet.kind, sheet.period, row.subject)
        if content is not None:
            faults = tuple(desk.faults(row.subject, content))
        return merge(
            replace(
                said,
                faults=faults,
                on_duty=self._may(kind) and desk.on_duty(row.subject),
                closed=desk.closed,
                settled=desk.settled,
                current=-1 if standing is None else standing.revision,
                same=standing is not None and not faults and desk.says(content) == dict(standing.content),
            ),
            self.charter,
        )

    @staticmethod
    def _came(here: Sequence[Kept], seq: int) -> bool:
        return any(each.row.seq == seq and each.numbered and not each.missing_before for each in here)

    def _may(self, kind: SheetKind) -> bool:
        return permitted(self.scorer, kind.permit, self.a.org_code, self.village)

    # --- the month -------------------------------------------------------------------------------

    def desk(self, kind_name: str, period: str) -> tuple[SheetKind, Desk]:
        """The month as its room finds it, opened once an act."""
        key = (kind_name, period)
        if key not in self.desks:
            kind = kind_named(kind_name)
            self.desks[key] = (
                kind,
                kind.desk(self.a.org_code, Period.parse(period), self.scorer, self.a.on),
            )
        return self.desks[key]

    def standing(self, kind: str, period: str, subject: str) -> Standing | None:
        """What stands for a subject, with what this act wrote."""
        fresh = self.fresh.get((kind, period, subject))
        return fresh or self.desk(kind, period)[1].standing(subject)

    def must_fit(self, row: SheetItem) -> None:
        """Refuse to adopt what could not be written at all. Raises Refusal with the first fault."""
        kind, desk = self.desk(row.sheet.kind, row.sheet.period)
        content, faults = content_of(kind.content, row.content)
        wrong = misplaced(row.period, row.scored_on, row.sheet.period)
        faults = (wrong,) if wrong else faults or tuple(desk.faults(row.subject, content))
        if faults:
            raise Refusal.saying(faults[0])

    def adopt(self, row: SheetItem, revision: int, on: date) -> None:
        """Make an item's content the next revision of its month."""
        kind, desk = self.desk(row.sheet.kind, row.sheet.period)
        content, faults = content_of(kind.content, row.content)
        assert content is not None and not faults, f"{row.item}: what was refused is not adopted"
        key = (kind.name, row.sheet.period)
        self.rows.setdefault(key, []).append(Written(row.subject, content, revision, on))
        self.fresh[(*key, row.subject)] = Standing(revision, desk.says(content), self.a.by.name)

    def _enter(self, kept: Kept, verdict: Verdict) -> None:
        self.note(kept, verdict)
        if verdict.status in ("recorded", "supplement"):
            self.adopt(kept.row, verdict.revision, kept.row.counted_on)

    def note(self, kept: Kept, verdict: Verdict, said: str = "") -> None:
        """One more event of an item."""
        kept.events.append(
            ItemEvent(
                item=kept.row,
                status=verdict.status,
                revision=verdict.revision,
                base=verdict.base,
                reason=verdict.reason.as_data(),
                said=said,
                **self.a.stamp(self.village),
            )
        )

    def _shown(self, kept: Kept, here: Sequence[Kept]) -> Mapping[str, Any]:
        row = kept.row
        if kept.reason.code == USED:
            first = next(each.row for each in here if each.row.seq == row.seq and each.numbered)
            return {"kept": first.content, "sent": row.content}
        if kept.status == "conflict":
            standing = self.standing(row.sheet.kind, row.sheet.period, row.subject)
            return {"standing": dict(standing.content) if standing else {}, "sent": row.content}
        return {}

    def write(self) -> None:
        """Write all of it: the months' rows, the items, what became of them."""
        for key, rows in self.rows.items():
            self.desks[key][1].write(self.a, rows)
        every = list(self._every())
        bulk.insert(SheetItem, [each.row for each in every if each.new], with_ids=True)
        events = [event for each in every for event in each.events]
        for event in events:
            event.item_id = event.item.pk
        bulk.insert(ItemEvent, events)

    def _every(self) -> Iterator[Kept]:
        for items in self.items.values():
            yield from items


def _before(row: SheetItem, here: Sequence[Kept]) -> Before | None:
    """The scorer's own item before this one, for the same subject on the same sheet."""
    own = [each for each in here if each.row.subject == row.subject and each.row.seq < row.seq]
    own = [each for each in own if each.numbered]
    if not own:
        return None
    last = max(own, key=lambda each: each.row.seq)
    return Before(last.row.seen, last.row.sheet_mark, last.revision, last.base)
