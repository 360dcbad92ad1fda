"""STUB while ledger and notices are built."""

from dataclasses import dataclass
from datetime import date

from liancun.kernel import Refusal

NOTICES = {}
SAID = {}
ENTRIES = {}
RESOLUTIONS = {}
CLOSED = set()


@dataclass(frozen=True)
class Held:
    ref: str
    held_on: date


def publish(a, run, lines, life):
    ref = f"notice:{len(NOTICES) + 1}"
    NOTICES[ref] = None
    SAID[ref] = {}
    return ref


def window(ref):
    return NOTICES[ref]


def objections(ref):
    return SAID.get(ref, {})


def passed_resolution(run, body, *, on):
    return RESOLUTIONS.get(run.pk)


def period_open(org, day, kind):
    return (org, day.strftime("%Y-%m")) not in CLOSED


def post(a, run, entry, *, accounting_on, further):
    assert sum(e.debit_fen for e in entry) == sum(e.credit_fen for e in entry)
    if not period_open(a.org_code, accounting_on, ""):
        raise Refusal("ledger.period_closed")
    ref = f"entry:{len(ENTRIES) + 1}"
    ENTRIES[ref] = tuple(entry)
    return ref


def post_payments(a, wanted):
    out = {}
    for key, entry in wanted:
        ref = f"entry:{len(ENTRIES) + 1}"
        ENTRIES[ref] = tuple(entry)
        out[key] = ref
    return out


def entry_lines(ref):
    return ENTRIES.get(ref, ())


def names(viewer, codes):
    return {}
