"""What can be seen of settlements (结算查询). Every reader takes who looks; a household sees its own lines.

Staff see the runs and lines of their organisations and villages; a person sees lines that are theirs, from
the day these were published.
"""

from liancun.rooms.settlement.queries.lines import (
    arrears,
    bills,
    line_detail,
    lines_page,
    lines_told,
    open_lines,
    own_year,
    payment,
    payments_of,
    published_lines,
)
from liancun.rooms.settlement.queries.pages import (
    ArrearsRow,
    KindRow,
    KindSum,
    LineDetail,
    LineRow,
    LinesPage,
    LineTold,
    PaymentRow,
    RunDetail,
    RunRow,
    RunsPage,
    StepRow,
    Todo,
)
from liancun.rooms.settlement.queries.runs import (
    desk,
    kinds,
    late_differences,
    may_pay,
    periods,
    run_detail,
    run_digest,
    run_reasons,
    runs_page,
)

__all__ = [
    "ArrearsRow",
    "KindRow",
    "KindSum",
    "LineDetail",
    "LineRow",
    "LineTold",
    "LinesPage",
    "PaymentRow",
    "RunDetail",
    "RunRow",
    "RunsPage",
    "StepRow",
    "Todo",
    "arrears",
    "bills",
    "desk",
    "kinds",
    "late_differences",
    "line_detail",
    "lines_page",
    "lines_told",
    "may_pay",
    "open_lines",
    "own_year",
    "payment",
    "payments_of",
    "periods",
    "published_lines",
    "run_detail",
    "run_digest",
    "run_reasons",
    "runs_page",
]
