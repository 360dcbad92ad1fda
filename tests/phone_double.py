"""A server of sheets that is only played (对手戏), for what the real one cannot be made to do at will.

It stands behind Playwright's routes, keeps items by their id and works each id out again by itself.
"""

import json
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

CONTENT = ("state", "base", "bonus", "deduction", "remark")
SAID = ("kind", "household", "month", "seen", "sheet", "seq", "mark", "scored_on")


def canonical(value: Any) -> str:
    """One text for one meaning, as the protocol has it: sorted keys, no spaces, composed texts."""
    return unicodedata.normalize(
        "NFC", json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    )


def id_of(item: dict[str, Any]) -> str:
    """What an item must be called."""
    said = {name: item[name] for name in SAID}
    said |= {"content": {name: item[name] for name in CONTENT}, "photos": []}
    return sha256(canonical(said).encode()).hexdigest()


@dataclass
class Double:
    """One village's month: what was recorded, and what the next requests meet with."""

    homes: int = 6
    owner: str = "P0000001"
    recorded: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every item there is, by its id."""
    posts: int = 0
    taken: int = 0
    lose: list[str] = field(default_factory=list)
    """What goes wrong with the next posts of items: "before", "after" (the answer is lost), a status."""
    logged_in: bool = True
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """household -> what its items are answered with."""

    def stand_behind(self, context: Any) -> None:
        """Answer what the page asks for under /sheet/."""
        context.route("**/sheet/sheets.json", self._list)
        context.route("**/sheet/jiaxi/scores/2026-02.json*", self._sheet)
        context.route("**/sheet/jiaxi/items", self._items)

    def code(self, number: int) -> str:
        """The household of that number in walking order."""
        return f"L{number:06}"

    def _away(self, route: Any) -> bool:
        if not self.logged_in:
            route.fulfill(status=401, json={"code": "viewer.login", "message": "请先登录"})
        return not self.logged_in

    def _list(self, route: Any) -> None:
        if not self.logged_in:
            route.fulfill(json={"owner": "", "token": "x", "sheets": []})
            return
        sheet: dict[str, Any] = {"kind": "scores", "org": "jiaxi", "org_name": "贾西村", "month": "2026-02"}
        sheet |= {"until": "2026-03-05", "households": self.homes, "scored": 0}
        sheet["url"] = "/sheet/jiaxi/scores/2026-02.json"
        route.fulfill(json={"owner": self.owner, "token": "x", "sheets": [sheet]})

    def _sheet(self, route: Any) -> None:
        if self._away(route):
            return
        if route.request.method == "POST":
            self.taken += 1
        stand = {each["household"]: each for each in self.recorded.values() if each["stands"] == "recorded"}
        homes = [self._home(number, stand.get(self.code(number))) for number in range(1, self.homes + 1)]
        route.fulfill(
            json={
                **{"protocol": 1, "sheet": f"sheet-{self.taken}", "org": "jiaxi", "org_name": "贾西村"},
                **{"kind": "scores", "month": "2026-02", "taken_at": "2026-02-12T00:00:00Z", "mark": 7},
                **{"today": "2026-02-12", "person": "张三", "owner": self.owner, "until": "2026-03-05"},
                **{"usual": {"base": 10, "bonus": 3}, "most": {"base": 10, "bonus": 5}, "lose": True},
                "bonuses": [1, 2, 3, 4, 5],
                "clauses": [{"code": "CG-1", "title": "门前不洁", "most": 2}],
                "states": [
                    {"code": "scored", "name": "已评", "proof": False},
                    {"code": "away", "name": "外出", "proof": False},
                    {"code": "exempt", "name": "免评", "proof": True},
                ],
                "households": homes,
                "items": [{"id": each["id"], "stands": each["stands"]} for each in self.recorded.values()],
            }
        )

    def _home(self, number: int, stands: dict[str, Any] | None) -> dict[str, Any]:
        said = {name: stands[name] for name in CONTENT} if stands else {}
        return {
            **{"code": self.code(number), "name": f"赵{number}", "place": f"3组 {number}号"},
            **{"state": None, "base": None, "bonus": None, "deduction": "", "remark": "", "seen": -1},
            **said,
            **({"seen": stands["revision"]} if stands else {}),
        }

    def _items(self, route: Any) -> None:
        if self._away(route):
            return
        self.posts += 1
        fate = self.lose.pop(0) if self.lose else ""
        if fate == "before":
            route.abort("connectionreset")
            return
        if fate.isdecimal():
            route.fulfill(status=int(fate), body="broken")
            return
        results = [self._one(item) for item in route.request.post_data_json["items"]]
        if fate == "after":
            route.abort("connectionreset")
        else:
            route.fulfill(json={"results": results, "clock_offset_seconds": 0})

    def _one(self, item: dict[str, Any]) -> dict[str, Any]:
        assert item["id"] == id_of(item), item
        known = self.recorded.get(item["id"])
        if known:
            return {**known["answer"], "status": "repeated", "stands": known["stands"]}
        numbers = {(each["sheet"], each["seq"]) for each in self.recorded.values()}
        assert (item["sheet"], item["seq"]) not in numbers, item
        answer = {"id": item["id"], "status": "recorded", "code": "", "message": "", "kept": True}
        answer["revision"] = item["seen"] + 1
        answer |= self.verdicts.pop(item["household"], {})
        stands = answer["status"]
        self.recorded[item["id"]] = {
            **{**item, "answer": answer, "stands": stands, "revision": answer["revision"]},
        }
        return answer

    def points(self) -> dict[str, tuple[int, int]]:
        """household -> (base, bonus) of what stands."""
        rows = sorted(self.recorded.values(), key=lambda each: each["seq"])
        return {each["household"]: (each["base"], each["bonus"]) for each in rows}
