"""Write the glossary (术语表) docs/glossary.md: `tools/glossary.py`.

The terms of the field stand below by hand; the names of records and fields come from the models themselves.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
GROUPS: dict[str, dict[str, str]] = {
    "Places and people": {
        "联村党委": "joint village committee: eight villages working as one, without a merger",
        "作战单元": "operating unit: two or three villages that work together",
        "户籍户": "registered household: where people are registered",
        "居住户": "living household: who lives here; the one that is scored",
        "承包户": "contracting household: the holder of contracted land",
        "网格员": "grid worker: looks after some households of a village and scores them",
        "挂村领导": "leader assigned to a village: answers for it on a list of duties",
        "包村工作组": "work group on a village",
        "联户干部": "household cadre: answers for some households of a hamlet",
        "责任清单": "responsibility list: who owes which duties to whom",
        "走访": "visit to a household or a village",
        "销号": "closing a problem once the household has confirmed it",
        "村务监督": "village supervision: the villagers' committee that watches over accounts and notices",
        "建档立卡": "put on record as a poor household; history, ended in 2020",
        "监测对象": "monitored household: watched so that it does not fall back into poverty; of three kinds",
        "风险消除": "risk removed: the end of monitoring",
    },
    "Meetings": {
        "席位": "seat: who votes in a body, and for how long",
        "法定人数": "quorum: how many must be in the room for an item to be decided",
        "列席": "attending without a vote",
        "四议两公开": "four steps and two publications: how a village decides on public matters",
        "联村决议": "joint resolution: passed by the joint committee, then voted on in each village",
        "计划目标": "goal of a plan: what an operating unit is to reach in a year, by a measure",
        "统筹资源": "pooled resource: people, equipment, money or land that one village lets others use",
        "落实事项": "task that follows from a resolution",
    },
    "Points": {
        "积分": "points of a household and month: base 0 to 10 and bonus 1 to 5",
        "基础分": "base points",
        "奖励分": "bonus points",
        "等次": "tier of the year's points; it decides next year's refuse fee",
        "外出": "away: the household lived elsewhere that month",
        "空置": "vacant: the house stood empty",
        "免评": "exempt from scoring, by document",
        "免缴": "exempt from the fee, by document",
        "垃圾清运费": "refuse fee",
    },
    "Cooperative": {
        "总社": "head cooperative: the legal person",
        "分社": "branch: a section inside the head's book, with no bank account of its own",
        "社员": "member of the cooperative: a person or an organisation, never a household",
        "成员账户": "member account: contribution, share of the reserve, dealings with the cooperative",
        "出资": "contribution",
        "过磅单": "weigh slip",
        "扣杂": "deduction for dirt and water",
        "交易量(额)": "transaction volume (value): what a member delivered",
        "收购款": "payment for produce",
        "盈余": "surplus of the year",
        "可分配盈余": "surplus that may be distributed",
        "公积金": "reserve, held in the members' names",
        "亏损处理方案": "plan for a loss: covered from the reserve, the rest carried on (run `loss_cover`)",
        "退社结算": "paying back who left or died: contribution and reserve share (run `member_exit`)",
        "盈余返还": "patronage refund: by transaction, at least 60 % of what may be distributed",
        "剩余盈余": "rest of the surplus, divided by member account",
        "弥补亏损": "making good the losses of earlier years",
        "成员大会": "members' assembly",
        "成员代表大会": "representatives' assembly",
        "理事长": "chair of the council",
        "监事": "supervisor of the cooperative",
    },
    "Settlement and books": {
        "结算单": "settlement run: one kind of money, one organisation, one period",
        "制表": "prepare, that is draft",
        "复核": "check, by another person",
        "公示": "public notice, in three circles: paper, members, web",
        "张贴": "posting on paper; it starts the objection period",
        "异议": "objection",
        "搁置": "held: a line waits until its objection is answered",
        "入账": "post to the books",
        "冲销": "reverse by an opposite entry; nothing is deleted",
        "补发": "supplement: what later records add to a settled period",
        "扣回": "taken back: what later records take from a settled period",
        "记账凭证": "voucher: one balanced entry with a number",
        "科目": "account",
        "往来对象": "the party a balance is owed by or to",
        "试算平衡": "trial balance",
        "日记账": "daybook: cash or bank line by line, added up each day",
        "科目汇总表": "summary of accounts: what a span of vouchers comes to",
        "多栏账": "columnar ledger: a row a voucher, a column an account or a party",
        "承前页、过次页": "carried from the page before, to the next page",
        "结账": "closing a month",
        "封账": "sealing a year",
        "章程": "charter: dated decisions of law and villagers",
        "层次": "layer: law and defaults, pack, town, organisation; the nearest holds",
        "章程包": "pack: decisions that ship for a town, named by its town.yaml",
        "提案": "proposal: a decision file not in force, tried on a year's records",
        "水位": "watermark: up to which record a run has read",
    },
}


def _spaced(name: str) -> str:
    """A class or field name as words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")
    return words.lower()


def _records() -> Iterator[str]:
    for model in apps.get_models():
        if not model.__module__.startswith("liancun."):
            continue
        names: list[str] = []
        for field in model._meta.get_fields():
            word = getattr(field, "verbose_name", "")
            if field.concrete and word and field.name != "id" and re.search("[\u4e00-\u9fff]", str(word)):
                names.append(f"{word} `{field.name}`")
        title = f"**{model._meta.verbose_name}** {_spaced(model.__name__)} (`{model._meta.label}`)"
        yield f"- {title}: " + " · ".join(names)


def text() -> str:
    """The glossary as it should stand."""
    lines = [
        "# Glossary 术语表",
        "",
        "Written by `tools/glossary.py`; change the words there or in the models.",
        "",
    ]
    for group, terms in GROUPS.items():
        lines += [f"## {group}", "", "| 中文 | English |", "|---|---|"]
        lines += [f"| {term} | {meaning} |" for term, meaning in terms.items()]
        lines.append("")
    lines += ["## Records and their fields", "", *_records(), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liancun.settings")
    django.setup()
    GLOSSARY.write_text(text(), "utf-8")
