"""What a bill is due in (分期): by which day how much, and what of it is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.kernel.fields import A, Day, Yuan, _


@dataclass(frozen=True)
class Instalment:
    """What of a line is due by a day, and what of it is open (一期)."""

    due_on: A[date, Day(_("期限"))]
    amount_fen: A[int, Yuan(_("应收付"))]
    open_fen: A[int, Yuan(_("未收付"))]


def instalments(outcome: Mapping[str, Any], amount_fen: int, settled_fen: int) -> tuple[Instalment, ...]:
    """The parts a line is due in, by its ruling: what is paid meets the earliest first.

    A line that sets another right, or takes it back, tells the whole ruling and is a part of it: it is due at
    once.
    """
    days, fens = outcome.get("due_days", ()), outcome.get("due_fen", ())
    if sum(fens) != amount_fen:
        return ()
    found, left_fen = [], max(0, settled_fen)
    for day, fen in zip(days, fens, strict=True):
        met_fen = min(fen, left_fen)
        left_fen -= met_fen
        found.append(Instalment(date.fromisoformat(day), fen, fen - met_fen))
    return tuple(found)
