"""Villages and organisations (村、单位)."""

from collections.abc import Iterable, Sequence

from stdnum.cn import uscc

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.importing import Row, Source
from liancun.kernel import Problem
from liancun.rooms.registry import models as m
from liancun.rooms.registry.fields import VILLAGE_CODE
from liancun.rooms.registry.import_handlers.common import ends_after_start, known


def save_villages(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Village,
        [
            m.Village(slug=r["slug"], name=r["name"], unit=r["unit"] or "", **a.stamp(r["village"]))
            for r in rows
        ],
    )


def save_organisations(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Organisation,
        [
            m.Organisation(
                code=r["code"],
                kind=r["kind"],
                name=r["name"],
                parent=r["parent"] or "",
                uscc=r["uscc"] or "",
                own_book=r["own_book"] == "yes",
                start=r["start"],
                end=r["end"],
                **a.stamp(r["village"] or ""),
            )
            for r in rows
        ],
    )


def check_organisations(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    for row in rows:
        if row["uscc"] and not uscc.is_valid(row["uscc"]):
            yield source.problem("registry.uscc", row, "统一社会信用代码")
    yield from known(
        source, rows, "village", VILLAGE_CODE, m.Village, "village_code", "registry.no_such_village"
    )
    yield from ends_after_start(source, rows)
