"""A decision as people read it (决定): its blocks over time, what changed, what rests on them, who voted.

Command, page and API ask here; where a decision stands is asked of base, what rests on it of the rooms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from liancun.base import charters, clock, decisions
from liancun.base.decisions import Bound, Standing
from liancun.base.viewer import Viewer
from liancun.charter import Block, Decision
from liancun.charter.typed import decoded
from liancun.faces.cards import Card
from liancun.faces.clauses import clause_cards, labels_of
from liancun.faces.fields import Naming
from liancun.faces.tables import Table
from liancun.faces.words import coded
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import A, Choice, Text, Thousandths, Whole, _, specs_of
from liancun.kernel.quantities import format_yuan
from liancun.rooms.committee import queries as committee
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement

(BODY,) = (spec.field for spec in specs_of(registry.BlockVote) if spec.name == "body")
FILE_BYTES_MOST = 256 * 1024
SUFFIXES = (".yaml", ".yml")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
WAYS = ((ADDED, _("新增")), (REMOVED, _("去掉")), (CHANGED, _("改动")))
SOURCES = {"law": _("法律"), "article": _("报道"), "resolution": _("决议"), "assumption": _("假设")}


@dataclass(frozen=True)
class Change:
    """One thing that a block says otherwise than another (改动): of which clause, in which row."""

    clause: A[str, Text(_("条款"))]
    row: A[str, Text(_("项"))]
    way: A[str, Choice(_("变化"), WAYS)]
    before: A[str, Text(_("原来"))]
    after: A[str, Text(_("现在"))]


@dataclass(frozen=True)
class Vote:
    """The vote on a block, with the meeting behind it (表决)."""

    vote: registry.BlockVote
    meeting: committee.Behind | None
    same_text: bool


@dataclass(frozen=True)
class Seen:
    """A block with all that is known of it (一段条款)."""

    decision: Decision
    block: Block
    layer: str
    bound: Bound | None
    lists: settlement.Resting | None
    permitted: int
    votes: tuple[Vote, ...]
    before: Block | None
    changes: tuple[Change, ...]

    @property
    def before_layer(self) -> str:
        """Of which layer that is which it stands in for."""
        return decisions.layer_of(self.before) if self.before else ""


@dataclass(frozen=True)
class Shown:
    """A decision as an organisation has it, and its blocks with what is known of each (决定)."""

    standing: Standing
    org: str
    now: Seen
    behind: tuple[Seen, ...]
    coming: tuple[Seen, ...]


def show(viewer: Viewer, what: str, *, org: str = "", on: date | None = None) -> Shown:
    """A decision by its name, title or a block of it, as an organisation has it on a day."""
    name = decisions.decision_named(what)
    found = decisions.standing(name, org=org, on=on or clock.today())
    blocks = (found.block, *found.behind, *found.coming)
    seen = {each.block.id: each for each in _seen(viewer, blocks)}
    return Shown(
        found,
        org,
        seen[found.block.id],
        tuple(seen[each.id] for each in found.behind),
        tuple(seen[each.id] for each in found.coming),
    )


def blocks_of(viewer: Viewer, name: str, *, org: str) -> tuple[Seen, ...]:
    """Every block of a decision that may hold for an organisation, the nearest and latest first."""
    return tuple(_seen(viewer, decisions.every_block(name, org=org)))


def may_be_decided(block: Block) -> bool:
    """Whether somebody may put another block beside it: not beside the law's."""
    return not block.decision.startswith(decisions.LAW)


def _seen(viewer: Viewer, blocks: Iterable[Block]) -> Iterable[Seen]:
    every = list(blocks)
    ids = [block.id for block in every]
    bound, permitted = decisions.bound(ids), decisions.permitted_by(ids)
    lists = settlement.resting_on(viewer, ids)
    votes = registry.block_votes(viewer, ids)
    meetings = committee.meetings_behind(viewer, [(each.org_code, each.code) for each in votes])
    for block in every:
        named = charters.current().find(block.id)
        assert named is not None, block.id
        before = decisions.stood_before(block)
        yield Seen(
            named[0],
            block,
            decisions.layer_of(block),
            bound.get(block.id),
            lists.get(block.id),
            permitted.get(block.id, 0),
            tuple(
                Vote(each, meetings.get((each.org_code, each.code)), each.sha256 == block.sha256)
                for each in votes
                if each.block == block.id
            ),
            before,
            changes(before, block, Naming(viewer, block.org, clock.today())) if before else (),
        )


def compared(
    viewer: Viewer, one: str, other: str = "", *, org: str = "", files: bool = False
) -> tuple[Block, Block, tuple[Change, ...]]:
    """Two blocks of a decision and what changed from the first to the second.

    Each is the id of a block, a decision (what is in force) or, where whoever asks may name `files` of this
    machine, a file (its newest block). One alone is held against what it stands in for.
    """
    second = _block_of(one, org, files)
    if other:
        first, second = second, _block_of(other, org, files)
    else:
        before = decisions.stood_before(second)
        if before is None:
            raise Refusal("charter.nothing_to_compare", block=second.id)
        first = before
    if first.decision != second.decision:
        raise Refusal("charter.not_the_same_decision", one=first.decision, other=second.decision)
    return first, second, changes(first, second, Naming(viewer, second.org, clock.today()))


def _block_of(what: str, org: str, files: bool) -> Block:
    path = Path(what)
    if files and path.suffix in SUFFIXES:
        _decision, block = decisions.proposed(read_file(path), file=path.name, org=org)
        return block
    named = charters.block_named(what)
    if named:
        return named[1]
    return decisions.standing(decisions.decision_named(what), org=org, on=clock.today()).block


def read_file(path: Path) -> str:
    """The text of a proposed decision. Raises BadInput where there is none."""
    try:
        with path.open("rb") as file:
            return sized(file.read(FILE_BYTES_MOST + 1), path.name)
    except OSError:
        raise BadInput([Problem.of("charter.not_a_file", file=str(path))]) from None


def sized(content: bytes, name: str) -> str:
    """The text of a file that is no longer than any decision. Raises BadInput."""
    if len(content) > FILE_BYTES_MOST:
        raise BadInput([Problem.of("charter.file_too_big", file=name, most_kb=FILE_BYTES_MOST // 1024)])
    return decoded(content, name)


# --- what changed ----------------------------------------------------------------------------------


def changes(before: Block, after: Block, naming: Naming) -> tuple[Change, ...]:
    """What a block says otherwise than another of its decision, by clause, in words."""
    found: list[Change] = []
    labels = labels_of(before) | labels_of(after)
    cards = [clause_cards(block, naming) for block in (before, after)]
    clauses = [{each.name: each for each in block.clauses} for block in (before, after)]
    for name in dict.fromkeys([*clauses[0], *clauses[1]]):
        old, new = (each.get(name) for each in clauses)
        said = [_said(card[name]) if name in card else {} for card in cards]
        if old is None or new is None:
            way = ADDED if old is None else REMOVED
            texts = [gettext("、").join(each for each in side.values() if each) for side in said]
            found.append(Change(labels[name], "", way, *texts))
            continue
        rows = _row_changes(labels[name], *said)
        if not rows and old.value != new.value:
            rows = [Change(labels[name], "", CHANGED, str(old.value), str(new.value))]
        found += rows
        if (old.source, old.cite) != (new.source, new.cite):
            sources = [_source(each.source, each.cite) for each in (old, new)]
            found.append(Change(labels[name], gettext("出处"), CHANGED, *sources))
    return tuple(found)


def _source(source: str, cite: str) -> str:
    return f"{gettext(SOURCES[source])} {cite}".strip()


Key = tuple[str, str]
"""A row of a clause by what it is named, and the column; both empty for a plain value."""


def _row_changes(label: str, before: Mapping[Key, str], after: Mapping[Key, str]) -> list[Change]:
    """What changed in one clause: rows that came or went whole, and values of rows that stayed."""
    rows = list(dict.fromkeys(key[0] for key in [*before, *after]))
    found = []
    for row in rows:
        sides = [{key[1]: text for key, text in side.items() if key[0] == row} for side in (before, after)]
        if not sides[0] or not sides[1]:
            way = REMOVED if sides[0] else ADDED
            texts = [_whole(side) for side in sides]
            found.append(Change(label, row, way, *texts))
            continue
        for value in dict.fromkeys([*sides[0], *sides[1]]):
            old, new = (side.get(value, "") for side in sides)
            if old != new:
                what = " ".join(filter(None, (row, value)))
                found.append(Change(label, what, CHANGED, old, new))
    return found


def _whole(side: Mapping[str, str]) -> str:
    return gettext("、").join(f"{name} {text}".strip() for name, text in side.items() if text)


def _said(card: Card) -> dict[Key, str]:
    """A clause in words: each value by its row and column."""
    found: dict[Key, str] = {}
    if len(card.facts) == 1 and not card.tables:
        found["", ""] = card.facts[0].text
    else:
        found |= {("", fact.label): fact.text for fact in card.facts}
    for table in card.tables:
        for name, cells in _named_rows(table):
            found |= {(name, head): text for head, text in cells}
    return found


def _named_rows(table: Table) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """The rows of a table by their first cell; of several of one name the later ones are numbered."""
    seen: dict[str, int] = {}
    for (_head, first), *others in _rows_in_words(table):
        seen[first] = seen.get(first, 0) + 1
        name = first if seen[first] == 1 else f"{first} ({seen[first]})"
        yield name, others or [("", first)]


def _rows_in_words(table: Table) -> Iterable[list[tuple[str, str]]]:
    """The cells of each row with their headings; what is counted carries its unit."""
    units = [
        gettext(spec.field.of) if isinstance(spec.field, Whole | Thousandths) and spec.field.of else ""
        for spec in table.columns
    ]
    for cells in table.cells():
        texts = [f"{text}{unit}" if text else "" for text, unit in zip(cells, units, strict=True)]
        yield list(zip(table.headings, texts, strict=True))


# --- as lines of text --------------------------------------------------------------------------------


def clause_lines(block: Block, naming: Naming) -> dict[str, list[str]]:
    """Each clause of a block in lines of text, one a value or a row."""
    found = {}
    for name, card in clause_cards(block, naming).items():
        lines = [
            fact.text if len(card.facts) == 1 and not card.tables else f"{fact.label} {fact.text}"
            for fact in card.facts
        ]
        for table in card.tables:
            lines += [_line(row) for row in _rows_in_words(table)]
        found[name] = lines
    return found


def _line(row: list[tuple[str, str]]) -> str:
    (_head, first), *others = row
    return " · ".join([first, *(f"{head} {text}" for head, text in others if text)])


def votes_told(seen: Seen) -> list[tuple[str, str]]:
    """The votes on a block in words, each with the reference it opens; that no resolution names a block that
    bodies of the town decide is said too."""
    told = [
        (_vote_said(each), (each.meeting.ref if each.meeting else "") or each.vote.ref) for each in seen.votes
    ]
    if not told and may_be_decided(seen.block):
        told.append((gettext("表决:没有登记的决议写明这一段"), ""))
    return told


def votes_said(seen: Seen) -> list[str]:
    """The same in words alone."""
    return [text for text, _ref in votes_told(seen)]


def _vote_said(each: Vote) -> str:
    vote = each.vote
    passed = gettext("通过") if vote.passed else gettext("未通过")
    words = {"body": gettext(BODY.text(vote.body)), "day": vote.held_on, "code": vote.code}
    told = [gettext("表决:{day} {body} 决议 {code} {passed}").format(**words, passed=passed)]
    if vote.count:
        count = gettext(
            "应到 {entitled},实到 {present},赞成 {votes_for},反对 {votes_against},弃权 {votes_abstain}"
        )
        told.append(count.format(**vars(vote.count)))
    if each.meeting:
        told.append(gettext("会议:{title}").format(title=each.meeting.meeting))
    if not each.same_text:
        told.append(gettext("表决的是另一个文本,摘要 {digest}").format(digest=vote.sha256[:8]))
    return gettext(";").join(told)


def rests_on_it(seen: Seen) -> list[str]:
    """What rests on a block, and since when it may not be changed."""
    if seen.bound is None:
        return [gettext("还没有记录依据它,可以改,也可以撤")]
    since = clock.in_town(seen.bound.since).date()
    said = [gettext("自 {day} 起已有记录依据它,原文留存").format(day=since)]
    if seen.lists:
        named = gettext("、").join(
            f"{row.org_name} {coded('kind', row.kind)} {row.period}" for row in seen.lists.runs
        )
        more = gettext("(如 {named})").format(named=named) if named else ""
        said.append(gettext("依据它的结算单 {count} 份").format(count=seen.lists.count) + more)
    if seen.permitted:
        said.append(gettext("按它办理过 {count} 件事").format(count=seen.permitted))
    return said


def kind_said(row: settlement.KindChange, year: int) -> str:
    """A kind of money by a proposal in a sentence."""
    words = {
        "kind": coded("kind", row.kind),
        "year": year,
        "more": row.more,
        "fewer": row.fewer,
        "same": row.same,
        "now": format_yuan(row.now_fen),
        "then": format_yuan(row.then_fen),
        "difference": format_yuan(abs(row.difference_fen)),
    }
    if row.direction == "collect":
        who = gettext("{year} 年{kind}:{more} 户(人)多交,{fewer} 户(人)少交,{same} 户(人)不变")
        sums = {
            -1: gettext("现在共收 {now} 元,按提案 {then} 元,少收 {difference} 元"),
            0: gettext("共收 {now} 元,总数不变"),
            1: gettext("现在共收 {now} 元,按提案 {then} 元,多收 {difference} 元"),
        }
    else:
        who = gettext("{year} 年{kind}:{more} 户(人)多得,{fewer} 户(人)少得,{same} 户(人)不变")
        sums = {
            -1: gettext("现在共付 {now} 元,按提案 {then} 元,少付 {difference} 元"),
            0: gettext("共付 {now} 元,总数不变"),
            1: gettext("现在共付 {now} 元,按提案 {then} 元,多付 {difference} 元"),
        }
    way = (row.difference_fen > 0) - (row.difference_fen < 0)
    return f"{who};{sums[way]}".format(**words)


# --- as data -----------------------------------------------------------------------------------------


def as_data(shown: Shown, naming: Naming) -> dict[str, Any]:
    """A decision as one document."""
    return {
        "decision": shown.standing.decision.name,
        "title": shown.standing.decision.title,
        "org": shown.org,
        "in_force": _block_data(shown.now, naming),
        "behind": [_block_data(each, naming) for each in shown.behind],
        "coming": [_block_data(each, naming) for each in shown.coming],
    }


def _block_data(seen: Seen, naming: Naming) -> dict[str, Any]:
    block = seen.block
    labels, lines = labels_of(block), clause_lines(block, naming)
    return {
        "id": block.id,
        "digest": block.sha256,
        "layer": seen.layer,
        "file": block.file,
        "from": block.start.isoformat(),
        "decided_by": seen.decision.decided_by,
        "clauses": [
            {
                "name": each.name,
                "label": labels[each.name],
                "text": lines[each.name],
                "source": each.source,
                "cite": each.cite,
                "note": each.note,
                "money": each.money,
            }
            for each in block.clauses
        ],
        "bound": None if seen.bound is None else seen.bound.since.isoformat(),
        "lists": 0 if seen.lists is None else seen.lists.count,
        "runs": [each.ref for each in seen.lists.runs] if seen.lists else [],
        "permitted": seen.permitted,
        "votes": [_vote_data(each) for each in seen.votes],
        "stands_in_for": seen.before.id if seen.before else "",
        "changes": [vars(each) for each in seen.changes],
    }


def _vote_data(each: Vote) -> dict[str, Any]:
    vote = each.vote
    return {
        "resolution": f"{vote.org_code}/{vote.code}",
        "body": vote.body,
        "held_on": vote.held_on.isoformat(),
        "passed": vote.passed,
        "same_text": each.same_text,
        "count": vars(vote.count) if vote.count else None,
        "meeting": each.meeting.meeting if each.meeting else "",
        "ref": vote.ref,
    }
