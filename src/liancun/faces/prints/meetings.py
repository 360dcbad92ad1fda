"""The papers of a meeting (会议用纸): notice, sign-in sheet, ballots, minutes, the form of the four steps.

Pure formatting: the caller hands over cards that a viewer may see. The forms are the villages' own: who signs
finds a blank line, what is counted stands in figures, what is still to come is left open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from liancun.base.viewer import Viewer
from liancun.faces.prints.paper import typeset
from liancun.faces.words import subject_of
from liancun.kernel import Refusal, chinese_day, half_up
from liancun.kernel.fields import _
from liancun.rooms.committee import queries
from liancun.rooms.committee.queries import (
    FourStepsCard,
    ItemCard,
    MeetingCard,
    SignInLine,
    StepRow,
)
from liancun.rooms.committee.rules import EVERY_BODY
from liancun.rooms.registry.queries import org_name

TEMPLATE = "meeting.typ"
BODIES: Final = dict(EVERY_BODY)
OUTCOMES: Final = dict(queries.OUTCOMES) | {"": "没有表决"}
PaperName = Literal["notice", "sign-in", "ballots", "minutes"]
TICKED, OPEN = "☑", "☐"
SIGN_IN: Final = ("序号", "姓名", "户主", "性别", "户代表", "签名/手印", "到场时间", "离场时间")
SIGNED_LINES: Final = 20
"""Lines that are left open to be signed where nobody is listed."""


@dataclass(frozen=True)
class Sheet:
    """One paper of a document (一张): its boxes, its table, and who signs below.

    `beside` goes on the same page as the one before, parted by a line to cut along.
    """

    title: str
    under: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    aligns: tuple[str, ...] = ()
    rows: Sequence[Sequence[str]] = ()
    below: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    dated: str = ""
    beside: bool = False


@dataclass(frozen=True)
class Paper:
    """A document of one or more sheets (一份)."""

    title: str
    issuer: str
    number: str
    sheets: tuple[Sheet, ...]
    printed_on: str


def as_pdf(paper: Paper) -> bytes:
    """Print a paper. The same paper gives the same bytes: no clock, no fonts of the machine."""
    return typeset(TEMPLATE, asdict(paper))


def paper_of_meeting(viewer: Viewer, meeting_id: int, name: str, *, on: date) -> tuple[bytes, str, str]:
    """One of a meeting's papers by its name in `PAPERS`, what its file is called, and whose it is."""
    if name not in PAPERS:
        raise Refusal("viewer.not_found")
    card = queries.meeting_card(viewer, meeting_id)
    lines = queries.sign_in_lines(viewer, meeting_id)
    return meeting_paper(name, card, lines, on=on), f"{name}-{card.code}", card.org_code


def paper_of_steps(viewer: Viewer, four_steps_id: int, *, on: date) -> tuple[bytes, str, str]:
    """The register of a matter in its four steps, what its file is called, and whose it is."""
    card = queries.four_steps_card(viewer, four_steps_id)
    published = queries.publications(viewer, card, on=on)
    form = four_steps_form(card, org_name(card.org_code), published, on=on)
    return form, f"four-steps-{card.code}", card.org_code


def meeting_paper(name: str, card: MeetingCard, lines: Sequence[SignInLine], *, on: date) -> bytes:
    """One of a meeting's papers, of what a viewer may see of it."""
    title, sheets = PAPERS[name]
    return as_pdf(Paper(title, card.org_name, card.code, tuple(sheets(card, lines)), str(on)))


def _when(card: MeetingCard) -> str:
    return f"{chinese_day(card.held_on)} {card.starts_at}"


def _notice(card: MeetingCard, lines: Sequence[SignInLine]) -> Iterator[Sheet]:
    told = next((each.day for each in card.passages if each.stage == "noticed" and each.day), None)
    yield Sheet(
        "会议通知",
        card.org_name,
        paragraphs=(
            f"兹定于 {_when(card)} 在{card.place}召开{BODIES[card.body]}({card.title}),请准时参加。",
            *([f"临时召开的原因:{card.urgent_because}"] if card.urgent_because else []),
            "议题如下:",
        ),
        headings=("序号", "议题", "事项类别", "须三分之二通过"),
        widths=(0, 5, 3, 2),
        aligns=("center", "left", "left", "center"),
        rows=[_agenda_row(item) for item in card.items],
        below=(
            *_told_of(lines),
            f"主持人:{card.chair}  记录人:{card.recorder}",
            "因故不能参加的,请提前说明。",
        ),
        dated=f"{card.org_name}(盖章)  {chinese_day(told) if told else '    年  月  日'}",
    )


def _told_of(lines: Sequence[SignInLine]) -> tuple[str, ...]:
    """Who has votes beside the own one: all who attend must be told (农民专业合作社法第二十二条)."""
    extra = [line for line in lines if line.extra_votes]
    if not extra:
        return ()
    said = "、".join(f"{line.name} {line.extra_votes} 票" for line in extra)
    total = len(lines) + sum(line.extra_votes for line in extra)
    return (f"享有附加表决权的成员:{said}。表决权总数 {total} 票,其中基本表决权 {len(lines)} 票。",)


def _agenda_row(item: ItemCard) -> tuple[str, ...]:
    return str(item.number), subject_of(item.subject), item.matter, "是" if item.major else ""


def _sign_in(card: MeetingCard, lines: Sequence[SignInLine]) -> Iterator[Sheet]:
    rows = [
        (
            str(line.number),
            line.name,
            line.head,
            line.sex,
            TICKED if line.for_household else OPEN,
            "",
            line.came,
            line.left,
        )
        for line in lines
    ]
    rows += [
        (str(number), "", "", "", OPEN, "", "", "") for number in range(1, SIGNED_LINES + 1) if not lines
    ]
    yield Sheet(
        "签到册",
        f"{card.title} · {_when(card)} · {card.place}",
        headings=SIGN_IN,
        widths=(0, 3, 3, 0, 0, 4, 2, 2),
        aligns=("center", "left", "left", "center", "center", "left", "center", "center"),
        rows=rows,
        below=(
            f"应到 {card.entitled or len(lines)} 人,实到 {_came(lines) or '      '} 人。",
            *_told_of(lines),
        ),
        signers=("记录人", "主持人"),
    )


def _ballots(card: MeetingCard, lines: Sequence[SignInLine]) -> Iterator[Sheet]:
    extra = any(line.extra_votes for line in lines)
    worth = (("票数", "本票计        票(每名成员一票,有附加表决权的另加)"),) if extra else ()
    for item in card.items:
        for beside in (False, True):
            yield Sheet(
                "表决票",
                f"{card.org_name} · {card.title} · {chinese_day(card.held_on)}",
                facts=(
                    ("议题", f"第 {item.number} 项 {subject_of(item.subject)}"),
                    ("内容", item.text or " "),
                    *worth,
                    ("您的意见", f"{OPEN} 赞成      {OPEN} 反对      {OPEN} 弃权"),
                ),
                below=("只选一项,在方框内打“√”;多选、涂改不清的为废票。加盖公章有效。",),
                dated=f"{card.org_name}(盖章)",
                beside=beside,
            )


def _came(lines: Sequence[SignInLine]) -> int:
    """How many came, those who left before the end among them (实到)."""
    return sum(bool(line.came) for line in lines)


def _minutes(card: MeetingCard, lines: Sequence[SignInLine]) -> Iterator[Sheet]:
    came = _came(lines)
    yield Sheet(
        "会议记录",
        card.org_name,
        facts=(
            ("会议", f"{card.title}({BODIES[card.body]})"),
            ("时间", _when(card)),
            ("地点", card.place),
            ("主持", card.chair),
            ("记录", card.recorder),
            ("应到/实到", f"应到 {card.entitled} 人,实到 {came} 人,{_percent(came, card.entitled)}"),
            ("列席", card.attending or " "),
            ("议题", ";".join(f"{item.number}. {subject_of(item.subject)}" for item in card.items)),
            ("发言", card.minutes or "\n\n\n\n"),
        ),
        headings=("议题", "在场", "赞成", "反对", "弃权", "废票", "结果", "决议编号"),
        widths=(5, 0, 0, 0, 0, 0, 3, 3),
        aligns=("left", *("right",) * 5, "left", "left"),
        rows=[_voted_row(item) for item in card.items],
        below=_told_of(lines),
        signers=("主持人签名", "记录人签名"),
        dated="    年  月  日",
    )


def _voted_row(item: ItemCard) -> tuple[str, ...]:
    counts = (item.present, item.votes_for, item.votes_against, item.votes_abstain, item.invalid)
    shown = map(str, counts) if item.outcome else ("",) * len(counts)
    return (f"{item.number}. {subject_of(item.subject)}", *shown, OUTCOMES[item.outcome], item.resolution)


def _percent(part: int, whole: int) -> str:
    """A share in whole percent, half up; nothing where nobody is due."""
    return f"{half_up(Fraction(part * 100, whole))}%" if whole else ""


PAPERS: Final = {
    "notice": (_("会议通知"), _notice),
    "sign-in": (_("签到册"), _sign_in),
    "ballots": (_("表决票"), _ballots),
    "minutes": (_("会议记录"), _minutes),
}
"""The papers of a meeting by the names addresses and commands call them."""


# --- the form of the four steps --------------------------------------------------------------------

STEP_PAGES: Final = (
    ("proposed", "一、党支部提议", "党支部委员会"),
    ("consulted", "二、村两委商议", "村两委联席会议"),
    ("examined", "三、党员大会审议", "党员大会"),
    ("voted", "四、村民(代表)会议决议", "村民会议或村民代表会议"),
)
WITH_TOWN: Final = ("examined", "voted")
"""The pages that the town's people sign too."""


def four_steps_form(card: FourStepsCard, issuer: str, published: Mapping[str, str], *, on: date) -> bytes:
    """The register of a matter (四议两公开登记表), six pages; what is still to come is left open."""
    return as_pdf(Paper("四议两公开登记表", issuer, card.code, form_pages(card, published), str(on)))


def form_pages(card: FourStepsCard, published: Mapping[str, str]) -> tuple[Sheet, ...]:
    """Its pages. `published` says of "decision" and "implementation" when and where the paper hung."""
    # Of a matter that was put again the vote that passed stands, else the last.
    steps = sorted(card.steps, key=lambda step: step.passed)
    taken: dict[str, StepRow] = {step.step: step for step in steps}
    cause = "   ".join(f"{TICKED if code == card.cause else OPEN} {word}" for code, word in queries.CAUSES)
    sheets = [_step_sheet(card, cause, *page, taken.get(page[0])) for page in STEP_PAGES]
    for what, title in (("decision", "五、决议公开"), ("implementation", "六、实施结果公开")):
        sheets.append(
            Sheet(
                "四议两公开登记表",
                title,
                facts=(
                    ("动议事由", cause),
                    ("事项", card.title),
                    (f"{title[2:]}情况", published.get(what) or "\n\n\n"),
                    ("监督意见", "\n\n\n"),
                ),
                signers=("公示员", "村务监督"),
                dated="    年  月  日",
            )
        )
    return tuple(sheets)


def _step_sheet(
    card: FourStepsCard, cause: str, step: str, title: str, body: str, taken: StepRow | None
) -> Sheet:
    who = "应到      人,实到      人,占      %"
    if taken:
        who = f"应到 {taken.due} 人,实到 {taken.present} 人,{_percent(taken.present, taken.due)}"
    facts = [
        ("动议事由", cause),
        ("事项", card.title),
        ("时间", chinese_day(taken.happened_on) if taken else " "),
        ("会议形式", body),
        ("参会人员", who),
        ("内容", "\n".join(filter(None, (taken.note, f"赞成 {taken.votes_for} 人"))) if taken else "\n\n\n"),
        ("会议记录", (taken.document if taken else "") or " "),
        ("参会人员签字", "\n\n\n\n"),
    ]
    if step in WITH_TOWN:
        facts.append(("乡镇参会人员签字(含职务)", "\n\n"))
    return Sheet("四议两公开登记表", title, facts=tuple(facts), dated="    年  月  日")
