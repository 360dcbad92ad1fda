"""The readers of deliveries (交售查询)."""

from liancun.rooms.deliveries.queries.doubts import (
    SlipPairCard,
    doubt_list,
    doubts_waiting,
    may_read_doubts,
    pair_card,
)
from liancun.rooms.deliveries.queries.slips import (
    STATES,
    SlipCard,
    SlipPage,
    SlipRow,
    Weight,
    slip,
    slip_card,
    slip_page,
)
from liancun.rooms.deliveries.queries.trade import (
    PriceRow,
    TradePage,
    TradeRow,
    price,
    price_page,
    trade_of,
    trade_page,
)
from liancun.rooms.deliveries.queries.weighing import (
    ProductChoice,
    WeighingForm,
    sites_of,
    weighing_form,
)

__all__ = [
    "STATES",
    "PriceRow",
    "ProductChoice",
    "SlipCard",
    "SlipPage",
    "SlipPairCard",
    "SlipRow",
    "TradePage",
    "TradeRow",
    "WeighingForm",
    "Weight",
    "doubt_list",
    "doubts_waiting",
    "may_read_doubts",
    "pair_card",
    "price",
    "price_page",
    "sites_of",
    "slip",
    "slip_card",
    "slip_page",
    "trade_of",
    "trade_page",
    "weighing_form",
]
