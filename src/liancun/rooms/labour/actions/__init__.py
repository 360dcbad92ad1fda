"""The writers of work (务工办理): orders, people sent, days worked and their corrections, courses."""

from liancun.rooms.labour.actions.days import (
    NewDay,
    correct_day,
    day_faults,
    record_days,
    release_day,
    save_days_within,
)
from liancun.rooms.labour.actions.orders import (
    ORDER_COLUMNS,
    NewOrder,
    give_order,
    order_faults,
    save_orders_within,
    taken_faults,
)
from liancun.rooms.labour.actions.people import (
    alive_faults,
    ask_for_work,
    dispatch,
    hold_course,
    print_pay_list,
    worker_faults,
)

__all__ = [
    "ORDER_COLUMNS",
    "NewDay",
    "NewOrder",
    "alive_faults",
    "ask_for_work",
    "correct_day",
    "day_faults",
    "dispatch",
    "give_order",
    "hold_course",
    "order_faults",
    "print_pay_list",
    "record_days",
    "release_day",
    "save_days_within",
    "save_orders_within",
    "taken_faults",
    "worker_faults",
]
