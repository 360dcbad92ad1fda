"""A decision as people read it (决定): its blocks over time, what changed, what rests on them, who voted.

Command, page and API ask here; where a decision stands is asked of base, what rests on it of the rooms.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from liancun.base import charters, clock, decisions
from liancun.base.decisions import Bound, Standing
from liancun.base.viewer import Viewer
from liancun.charter import Block, Decision
from liancun.charter.layers import is_shipped
from liancun.faces.changes import Change, changes, clause_lines
from liancun.faces.charter_files import SUFFIXES, read_file
from liancun.faces.clauses import labels_of
from liancun.faces.fields import Naming
from liancun.faces.tables import table_of_rows
from liancun.faces.words import coded
from liancun.kernel import Refusal
from liancun.kernel.fields import specs_of
from liancun.kernel.quantities import format_yuan
from liancun.rooms.committee import queries as committee
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement import queries as settlement

(BODY,) = (spec.field for spec in specs_of(registry.BlockVote) if spec.name == "body")


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
    joint: tuple[committee.JointVote, ...]
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


def kept(viewer: Viewer, block: Block) -> Seen:
    """A block that only the data keeps, with what is known of it."""
    (found,) = _seen(viewer, [block])
    return found


def may_be_decided(block: Block) -> bool:
    """Whether somebody may put another block beside it: not beside the law's."""
    return not block.decision.startswith(decisions.LAW)


def _seen(viewer: Viewer, blocks: Iterable[Block]) -> Iterable[Seen]:
    every = list(blocks)
    ids = [block.id for block in every]
    bound, permitted = decisions.bound(ids), decisions.permitted_by(ids)
    lists = settlement.resting_on(viewer, ids)
    votes = registry.block_votes(viewer, ids)
    joint = committee.joint_votes(viewer, ids)
    asked = {(each.block, org) for each in joint for org in each.villages}
    votes = tuple(each for each in votes if (each.block, each.org_code) not in asked)
    meetings = committee.meetings_behind(viewer, [(each.org_code, each.code) for each in votes])
    for block in every:
        named = charters.current().find(block.id) or charters.block_named(block.id)
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
            tuple(each for each in joint if each.block == block.id),
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


def votes_told(seen: Seen) -> list[tuple[str, str]]:
    """The votes on a block in words, each with the reference it opens; that no resolution names a block that
    bodies of the town decide is said too."""
    told = [
        (_vote_said(each), (each.meeting.ref if each.meeting else "") or each.vote.ref) for each in seen.votes
    ]
    if not told and not seen.joint and may_be_decided(seen.block):
        told.append((gettext("表决:没有登记的决议写明这一段"), ""))
    return told


def votes_said(seen: Seen) -> list[str]:
    """The same in words alone, with what each village voted."""
    told = [text for text, _ref in votes_told(seen)]
    for each in seen.joint:
        told.append(joint_said(each, seen.block))
        table = table_of_rows(each.rows)
        for cells in table.cells():
            pairs = zip(table.columns, cells, strict=True)
            named = [
                f"{gettext(spec.field.label)} {text}" if spec.field.right else text
                for spec, text in pairs
                if text
            ]
            told.append("  " + gettext("、").join(named))
    return told


def joint_said(joint: committee.JointVote, block: Block) -> str:
    """A joint resolution on a block in a sentence: in how many villages what came of it, whether it holds."""
    counts = Counter(row.state for row in joint.rows)
    words = dict(committee.PART_STATES)
    states = [
        gettext("{what} {n} 个").format(what=gettext(words[state]), n=counts[state])
        for state in words
        if counts[state]
    ]
    said = gettext("联村表决:{day} {subject};{villages} 个村:{states};{end}").format(
        day=joint.held_on,
        subject=coded("subject", joint.subject),
        villages=len(joint.rows),
        states=gettext("、").join(states),
        end=gettext("各村都通过,已经定下") if joint.holds else gettext("各村都通过才定下"),
    )
    return said if joint.sha256 == block.sha256 else gettext(";").join((said, _other_text(joint.sha256)))


def _other_text(sha256: str) -> str:
    return gettext("表决的是另一个文本,摘要 {digest}").format(digest=sha256[:8])


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
        told.append(_other_text(vote.sha256))
    return gettext(";").join(told)


def rests_on_it(seen: Seen) -> list[str]:
    """What rests on a block, and since when it may not be changed."""
    if seen.bound is None:
        shipped = is_shipped(seen.block.org)
        return [gettext("还没有记录依据它") if shipped else gettext("还没有记录依据它,可以改,也可以撤")]
    said = [gettext("已有记录依据它,原文留存,不能再改")]
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
        "joint_votes": [_joint_data(each, seen.block) for each in seen.joint],
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


def _joint_data(each: committee.JointVote, block: Block) -> dict[str, Any]:
    return {
        "subject": each.subject,
        "held_on": each.held_on.isoformat(),
        "holds": each.holds,
        "same_text": each.sha256 == block.sha256,
        "villages": [
            {"org_code": org} | vars(row) for org, row in zip(each.villages, each.rows, strict=True)
        ],
        "ref": each.ref,
    }
