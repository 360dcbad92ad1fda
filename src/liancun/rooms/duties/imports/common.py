"""What the room's workbooks share: who and where, villages of rows (工作簿共用)."""

from collections.abc import Sequence

from liancun.base.importing import Row
from liancun.base.watermark import Watermark
from liancun.kernel.fields import Code, _
from liancun.rooms.duties import fields as f
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import homes
from liancun.rooms.registry.facts.homes import Home

PERSON = Code(f.HOLDER.label, most=20, slash=True, example="P0000001")
HOME = Code(_("户编码"), most=20, slash=True, help=_("居住户"), example="L0000001")
VILLAGE = Code(_("村编码"), most=12, slash=True, help=_("对全村的才写"), example="990101100201")


def split(text: str | None) -> tuple[str, ...]:
    """Names in a cell, however they are parted."""
    return tuple(part for part in (text or "").replace(",", "、").replace(",", "、").split("、") if part)


def homes_in(rows: Sequence[Row]) -> dict[str, Home]:
    """The living households that rows name."""
    return homes.living_homes(
        Watermark.now(registry.owners()), {r["household"] for r in rows if r["household"]}
    )


def villages_of(rows: Sequence[Row], _org_code: str) -> list[str]:
    """The village of each row."""
    living = homes_in(rows)
    return [
        living[row["household"]].village_code if row["household"] in living else row["village_code"] or ""
        for row in rows
    ]
