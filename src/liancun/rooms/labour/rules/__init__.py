"""What a day of work is, what it is worth, and what is paid for a month (考勤与工钱).

保障农民工工资支付条例 (2019) 第十一条: money, to the person; 第十三、十四条: on the agreed day;
第十五条: the written pay list. Rates are snapshotted on each record: a later rate never reaches back.
"""

from liancun.rooms.labour.rules.days import (
    Cell,
    OrderTerms,
    Seeker,
    Work,
    day_faults,
    hold_reason,
    in_turn,
    minutes_of,
    read_cell,
    write_cell,
    write_quantity,
)
from liancun.rooms.labour.rules.terms import (
    OUTSIDE,
    PARK,
    SCALES,
    WHOLE_DAY,
    CalendarTerms,
    DispatchTerms,
    Job,
    JobTerms,
    Measure,
    PayerKind,
    PayTerms,
    TaxTerms,
)
from liancun.rooms.labour.rules.wages import (
    OWED,
    TAX,
    WITHHELD,
    JobMonth,
    NoTotals,
    WorkerMonth,
    entry,
    part_of,
    settle_account,
    taxed,
    wages,
    worth,
)

CHARTERS = (JobTerms, TaxTerms, PayTerms, CalendarTerms, DispatchTerms)

__all__ = [
    "CHARTERS",
    "OUTSIDE",
    "OWED",
    "PARK",
    "SCALES",
    "TAX",
    "WHOLE_DAY",
    "WITHHELD",
    "CalendarTerms",
    "Cell",
    "DispatchTerms",
    "Job",
    "JobMonth",
    "JobTerms",
    "Measure",
    "NoTotals",
    "OrderTerms",
    "PayTerms",
    "PayerKind",
    "Seeker",
    "TaxTerms",
    "Work",
    "WorkerMonth",
    "day_faults",
    "entry",
    "hold_reason",
    "in_turn",
    "minutes_of",
    "part_of",
    "read_cell",
    "settle_account",
    "taxed",
    "wages",
    "worth",
    "write_cell",
    "write_quantity",
]
