"""Taking the toy runs through their life (办理步骤), for the tests."""

from datetime import date, timedelta

import pytest

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.notices import actions as board
from liancun.rooms.notices.queries import notice_of
from liancun.rooms.settlement import actions
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.settlement.tests.toys import CASHIER, CHECKER, CLERK, MAKER, ORG, SECRETARY, TABLE, VILLAGE

DAY = date(2025, 2, 1)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refusal) as no:
        call(*args, **kwargs)
    assert no.value.code == code, str(no.value)
    return no.value


def drafted(kind="toy_wage", period="2025-01", **values):
    TABLE.note(period, values or {"L1": 20, "L2": 3})
    return actions.draft_run(ORG, actions.NewRun(kind, period), by=MAKER, on=DAY)


def published(kind="toy_wage", **values):
    run = drafted(kind, **values)
    actions.check_run(run, by=CHECKER, on=DAY)
    put_up(actions.publish_run(run, by=CLERK, on=DAY).ref, DAY)
    return run


def put_up(notice, day):
    """The paper hangs: with three days to object, the fourth day after is free."""
    number = int(notice.partition(":")[2])
    board.record_posting(
        number, board.Hanging(villages=(VILLAGE,), place="村委会公示栏", posted_on=day), by=SYSTEM, on=day
    )


VILLAGER = Viewer("pang", party="P0000031", member_of=frozenset({ORG}))


def objected(run, line, on=DAY, by=VILLAGER, direction="more", named_fen=None):
    """Somebody objects to a line; returns the objection's number."""
    number = notice_of([f"run:{run}"])[f"run:{run}"]
    ref = f"line:{line}"
    said = board.NewObjection(
        line=ref, text="天数不对", category="amount", direction=direction, named_fen=named_fen
    )
    return board.object_to_line(number, said, by=by, on=on)


AFTER = DAY + timedelta(days=4)


def posted(kind="toy_wage", **values):
    run = published(kind, **values)
    enter(run)
    return run


def enter(run):
    """Confirm and post a published run."""
    actions.confirm_run(run, by=SECRETARY, on=AFTER)
    actions.post_run(run, by=MAKER, on=AFTER)


def line_of(run, subject, serial=0):
    return RunLine.objects.get(run=run, subject=subject, serial=serial)


def pay(key, *pairs, by=CASHIER, on=AFTER, **more):
    """Record payments of (line, fen)."""
    rows = [actions.NewPayment(line, fen, AFTER, **more) for line, fen in pairs]
    return actions.record_payments(ORG, rows, key=key, by=by, on=on)
