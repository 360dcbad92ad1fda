"""What becomes of an item that a phone sends (并账办法): never the last one, never by force.

Two who were offline may both have written a household's month. Nobody's figure gives way unseen: an item
that builds on what stands becomes its next revision, one that says the same agrees with it, and any other is
a conflict that a second person decides. What comes out of order waits for what is missing.

The day an item counts for is the phone's where it was received soon enough, else the day of receipt.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Whole, _

STATUSES: Final = (
    ("recorded", _("已登记")),
    ("agreed", _("与已有的一致")),
    ("supplement", _("已登记,下期补扣")),
    ("conflict", _("有争议")),
    ("held", _("暂存")),
    ("refused", _("不登记")),
    ("decided", _("已裁定")),
)
WAITING: Final = frozenset({"conflict", "held"})
"""What a second person, or an item that is missing, still has to settle."""
MISSING: Final = "sheets.missing_before"
SIDES: Final = (("sent", _("以手机上的为准")), ("standing", _("以已有的为准,手机上的不采用")))


@dataclass(frozen=True)
class Receiving:
    """How sheets that were taken along are received (收表办法)."""

    DECISION: ClassVar[str] = "sheets/receiving"

    clause: str
    alarm_days: A[int, Whole(_("缺号几天后提醒"), 1, 365, of=_("天"))]
    receipt_days: A[int, Whole(_("写下后几天内收到,按写下的那天算"), 0, 365, of=_("天"))]
    clock_minutes: A[int, Whole(_("手机时钟差到几分钟要注明"), 1, 1440, of=_("分钟"))]


CHARTERS = (Receiving,)


@dataclass(frozen=True)
class Before:
    """The scorer's own item before this one, for the same household on the same sheet (本人上一条).

    `revision` is the row it became or agreed with, -1 for none; `base` the one it truly built on.
    """

    seen: int
    mark: int
    revision: int
    base: int


@dataclass(frozen=True)
class Arrived:
    """An item and what the server finds (到达的一条).

    known    what became of an item with the same id; '' where there is none
    used     the sheet has another item of this number
    lacking  the item before it on its sheet is not here
    faults   what the kind's own rules have against it
    on_duty  the household is the scorer's to score
    ended    the sheet no longer counts
    closed   why the month no longer takes it without a second look; None while it does
    settled  a list of money that rests on this month is out
    current  the revision that stands, -1 for none
    same     what stands says the same points
    """

    seq: int
    seen: int
    mark: int
    known: str = ""
    used: bool = False
    lacking: bool = False
    faults: tuple[Reason, ...] = ()
    on_duty: bool = True
    ended: bool = False
    closed: Reason | None = None
    settled: bool = False
    current: int = -1
    same: bool = False
    before: Before | None = None


@dataclass(frozen=True)
class Verdict:
    """What becomes of an item, why, and the revision it becomes or agrees with (并账结论)."""

    status: str
    reason: Reason
    revision: int = -1
    base: int = -1


def base_of(item: Arrived) -> int:
    """The revision an item truly builds on.

    A phone that has no answer yet counts on from its own item before. What became of that one may be another
    number, or none: then it stands where that one stood. Read anew meanwhile, it counts from what it saw.
    """
    before = item.before
    if before is None or item.mark != before.mark or item.seen != before.seen + 1:
        return item.seen
    return before.base if before.revision < 0 else before.revision


def merge(item: Arrived, charter: Receiving) -> Verdict:
    """What becomes of an item. The first that applies decides, in the order of the table in the README."""
    clause = charter.clause
    if item.known:
        return Verdict("repeated", Reason.of("sheets.repeated", clause))
    if item.used:
        return Verdict("refused", Reason.of("sheets.used_number", clause, number=item.seq))
    base = base_of(item)
    if item.lacking:
        return Verdict("held", Reason.of(MISSING, clause, number=item.seq - 1), base=base)
    if item.faults:
        return Verdict("refused", item.faults[0], base=base)
    if not item.on_duty:
        return Verdict("refused", Reason.of("sheets.duty_moved", clause), base=base)
    if item.same and item.current >= 0:
        return Verdict("agreed", Reason.of("sheets.agreed", clause), item.current, base)
    if item.ended:
        return Verdict("held", Reason.of("sheets.ended", clause), base=base)
    if item.closed:
        return Verdict("held", item.closed, base=base)
    if base < item.current:
        return Verdict("conflict", Reason.of("sheets.conflict", clause), base=base)
    if base > item.current:
        return Verdict("held", Reason.of("sheets.seen_ahead", clause), base=base)
    if item.settled:
        return Verdict("supplement", Reason.of("sheets.supplement", clause), item.current + 1, base)
    return Verdict("recorded", Reason.of("sheets.recorded", clause), item.current + 1, base)


def counted_on(scored_on: date | None, received_on: date, charter: Receiving) -> date:
    """The day an item counts for: the phone's, where it came in soon enough.

    A day that is still to come, or none, and one too long before the receipt, is the receipt's. The phone
    reckons its day from the one the sheet was taken on, so that a clock a day wrong says the right one.
    """
    if scored_on is None:
        return received_on
    if received_on - scored_on > timedelta(days=charter.receipt_days):
        return received_on
    return min(scored_on, received_on)


def clock_note(offset_seconds: int | None, charter: Receiving) -> Reason | None:
    """What is noted of a clock that is wrong; None of one that is right or did not say."""
    behind = offset_seconds or 0
    for seconds, code in ((behind, "sheets.clock_slow"), (-behind, "sheets.clock_fast")):
        if seconds // 60 >= charter.clock_minutes:
            return Reason.of(code, charter.clause, minutes=seconds // 60)
    return None


def decision_fault(status: str, decider: str, scorers: Iterable[str]) -> Refusal | None:
    """Why a person may not decide an item: it waits no longer, or one of its figures is their own."""
    if status not in WAITING:
        return Refusal("sheets.decided_already")
    if decider in set(scorers):
        return Refusal("sheets.second_person")
    return None


IDENTIFYING: Final = ("household", "kind", "mark", "month", "scored_on", "seen", "seq", "sheet")
"""What of an item, beside its content and photos, its id is the digest of."""


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, its texts in one form (NFC): the same on every phone."""
    return json.dumps(_nfc(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_nfc(name): _nfc(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_nfc(each) for each in value]
    return value


def item_id(item: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """The id that follows from what an item says: SHA-256 over its canonical form, in hexadecimal."""
    said = {name: item.get(name) for name in IDENTIFYING}
    said |= {"content": dict(content), "photos": item.get("photos") or []}
    return hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()
