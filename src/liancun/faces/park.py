"""What is filled in about the park (园区填报), alike on pages and commands."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.people import Doing
from liancun.rooms.park import actions
from liancun.rooms.park.rules import Statement

MOST_FEN = 10**14
PARTS = ("fruit_fen", "labour_fen", "fee_fen", "inputs_fen", "management_fen")


def _money(name: str, label: str) -> Column:
    return Column(name, label, "yuan", least=0, most=MOST_FEN)


STATEMENT = (
    Column("fruit_g", _("鲜果(公斤)"), "kg", least=0, most=10**14),
    _money("fruit_fen", _("鲜果收入(元)")),
    _money("labour_fen", _("务工(元)")),
    _money("fee_fen", _("服务费(元)")),
    _money("inputs_fen", _("物资(元)")),
    _money("management_fen", _("管理费和保险(元)")),
    Column("net_fen", _("分成前净收入(元)"), "yuan", least=-MOST_FEN, most=MOST_FEN, help=_("结算书上写的")),
    Column("agreed_on", _("双方确认日"), "day"),
    Column("document", _("文件"), max_length=80),
)


def agree(org_code: str, *, year: int, by: Viewer, on: date, **values: Any) -> str:
    """Record the agreed statement of a year."""
    given = Statement(**{name: values[name] for name in PARTS})
    new = actions.NewStatement(
        year, values["fruit_g"], given, values["net_fen"], values["agreed_on"], values["document"]
    )
    return actions.agree_statement(org_code, new, by=by, on=on)


def _agree(place: Any, **values: Any) -> str:
    org_code, year = place
    return agree(org_code, year=year, **values)


ON_YEAR = {
    "agree": Doing(
        "park.agree_statement",
        _("登记双方确认的结算书"),
        STATEMENT,
        _agree,
        _("新的一版代替旧的一版,旧的保留。确定吗?"),
    )
}
"""What may be recorded of a year; the subject is the cooperative and the year."""
