"""A phone in the hills (手机): takes a sheet along, writes items, sends them now or later."""

from typing import Any

from liancun.rooms.sheets import actions, queries
from liancun.rooms.sheets.actions import Taking
from liancun.rooms.sheets.rules import item_id

MARCH = "2025-03"


class Phone:
    """One phone with one sheet. `write` makes the next item; `send` sends some of them, or all."""

    def __init__(self, viewer: Any, on: Any, month: str = MARCH, org: str = "jiaxi") -> None:
        self.viewer, self.org, self.month = viewer, org, month
        self.code = actions.take_sheet(org, Taking(kind="scores", month=month), by=viewer, on=on)
        self.read(on)
        self.items: list[dict[str, Any]] = []

    def read(self, on: Any) -> dict[str, Any]:
        """The sheet as the server tells it: what one sees now is built on."""
        found = queries.own_sheet(self.viewer, self.org, "scores", self.month, on=on, code=self.code)
        self.mark = found["mark"]
        self.seen = {each["code"]: each["seen"] for each in found["households"]}
        return found

    def write(
        self, household: str, bonus: Any = 3, scored_on: str = "2025-03-31", **more: Any
    ) -> dict[str, Any]:
        """One more item; the next of the same household builds on it."""
        content = {"state": "scored", "base": 10, "bonus": bonus, "deduction": "", "remark": ""}
        content |= {name: more.pop(name) for name in list(more) if name in content}
        seen = self.seen.get(household, -1)
        item = {
            "kind": "scores",
            "sheet": self.code,
            "seq": len(self.items) + 1,
            "household": household,
            "month": self.month,
            "seen": seen,
            "mark": self.mark,
            **content,
            "scored_on": scored_on,
            "sent_at": None,
            **more,
        }
        item["id"] = item_id(item, {name: item[name] for name in content})
        self.seen[household] = seen + 1
        self.items.append(item)
        return item

    def send(self, on: Any, *items: Any) -> list[Any]:
        """Send these items, or all; what was answered to each."""
        return list(actions.receive_items(self.org, items or self.items, by=self.viewer, on=on))

    def told(self, on: Any, *items: Any) -> list[tuple[str, str]]:
        """The same: (status, why)."""
        return [(each.status, each.reasons[0].code) for each in self.send(on, *items)]
