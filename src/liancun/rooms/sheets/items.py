"""An item as a phone sends it (送来的一条), read and its id made sure of. Asks no records.

What cannot be placed at all (whose sheet, which number) or is not what its id says came to harm on its way:
it is told so and not kept, and the phone sends it again. Whatever can be placed is kept, also with faults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from liancun.kernel import Reason
from liancun.kernel.fields import A, Code, Day, Month, Spec, Whole, Wrong, _, build, specs_of
from liancun.rooms.sheets.rules import canonical, item_id

LONGEST = 4_000
"""Characters of an item's content, written out: far more than any kind's fields hold."""
SCORED_ON, MONTH = Day(_("登记日")), Month(_("月份"))


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Where an item belongs (一条的出处)."""

    id: A[str, Code(_("编号"), most=64)]
    kind: A[str, Code(_("类别"), most=20)]
    sheet: A[str, Code(_("表号"), most=40)]
    seq: A[int, Whole(_("序号"), 1, 100_000)]
    household: A[str, Code(_("户编码"), most=20, slash=True)]
    month: A[str, Code(_("月份"), most=10)]
    seen: A[int, Whole(_("看到的版次"), -1, 30_000)]
    mark: A[int, Whole(_("看到的水位"), 0, 2**62)]


TOLD = frozenset(("scored_on", "sent_at", "photos"))
"""What an item says beside where it belongs and its content."""


@dataclass(frozen=True)
class Said:
    """An item that can be placed (读得通的一条): its content as it was said, and what was said of days."""

    at: Envelope
    content: Mapping[str, Any]
    scored_on: date | None
    sent_at: datetime | None


@dataclass(frozen=True)
class Unread:
    """An item that cannot be placed (读不通的一条), with the id it claims."""

    id: str
    reason: Reason


def read(raw: Any) -> Said | Unread:
    """An item of a batch."""
    if not isinstance(raw, Mapping):
        return Unread("", Reason.of("sheets.not_an_item"))
    claimed = str(raw.get("id") or "")[:64]
    values: dict[str, Any] = {}
    for spec in specs_of(Envelope):
        try:
            values[spec.name] = spec.value(raw.get(spec.name), spec.field.typed)
        except Wrong as wrong:
            return Unread(claimed, _of_field(spec, wrong))
    at: Envelope = build(Envelope, values)
    content = {name: raw[name] for name in raw if name not in TOLD and name not in values}
    try:
        whole = canonical(dict(raw))
    except (ValueError, RecursionError):
        return Unread(claimed, Reason.of("sheets.not_an_item"))
    if len(whole) > LONGEST:
        return Unread(claimed, Reason.of("sheets.item_too_long", most=LONGEST))
    if item_id(raw, content) != at.id:
        return Unread(claimed, Reason.of("sheets.wrong_id"))
    return Said(at, content, _day(raw.get("scored_on")), _moment(raw.get("sent_at")))


def _of_field(spec: Spec, wrong: Wrong) -> Reason:
    return Reason.of("sheets.no_place", column=spec.field.label, wrong=wrong.code)


def _day(raw: Any) -> date | None:
    """The phone's day; None of what is none: a fault of the item, which is kept nevertheless."""
    try:
        day: date = SCORED_ON.typed(raw)
    except Wrong:
        return None
    return day


def _moment(raw: Any) -> datetime | None:
    """The moment by the phone's clock; None where it cannot be read: then the clock is not judged."""
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def misplaced(month: str, scored_on: date | None, period: str) -> Reason | None:
    """What is wrong with an item on a sheet of a period, whatever it says; None where nothing is."""
    try:
        MONTH.typed(month)
    except Wrong as wrong:
        return Reason.of(wrong.code, **wrong.params)
    if month != period:
        return Reason.of("sheets.other_month", month=period, value=month)
    return None if scored_on else Reason.of("sheets.no_day")


def content_of(kind: type, raw: Mapping[str, Any]) -> tuple[Any, tuple[Reason, ...]]:
    """A content as its kind's dataclass, or what is wrong with its fields."""
    values: dict[str, Any] = {}
    faults = []
    for spec in specs_of(kind):
        try:
            values[spec.name] = spec.value(raw.get(spec.name), spec.field.typed)
            if values[spec.name] is not None:
                spec.field.check(values[spec.name])
        except Wrong as wrong:
            faults.append(Reason.of(wrong.code, **wrong.params))
    unknown = sorted(raw.keys() - values.keys() - {spec.name for spec in specs_of(kind)})
    if unknown:
        faults.append(Reason.of("sheets.unknown_field", value=str(unknown[0])[:40]))
    return (None if faults else build(kind, values)), tuple(faults)
