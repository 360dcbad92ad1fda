"""What a town begins with (建镇的答案): asked or read from a file, judged whole before anything is written.

A folder holds one town. Everything here is a first fact and is written by the doors that later facts come by:
workbooks, and the act that gives a login.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from liancun.charter import packs
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Flag, Spec, Text, _, faults_in, specs_of, wrong_in
from liancun.rooms.registry import fields as f
from liancun.rooms.registry.actions.passwords import Whose, password_fault
from liancun.rooms.registry.models import Organisation
from liancun.rooms.registry.rules import ORG_FORMS, OrgForm

KIND = Organisation.Kind
ORG_CODE = Code(_("单位编码"), most=20, help=_("拼音或字母,定了就不改"))
ORG_NAME = Text(_("名称"), most=80)
IN_VILLAGE = Code(_("所在村的简码"), most=20)
COUNTY = re.compile(r"^[0-9]{6}$")
VILLAGE = re.compile(r"^[0-9]{12}$")
UNITS = ((KIND.BRANCH.value, KIND.BRANCH.label), (KIND.SECTION.value, KIND.SECTION.label))


@dataclass(frozen=True, kw_only=True)
class County:
    """The county (县)."""

    code: A[str, Code(_("县级区划代码"), most=6, help=_("六位数字"), example="530926")]
    name: A[str, Text(_("县名"), most=40)]


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation that has no more to say of itself (单位)."""

    code: A[str, ORG_CODE]
    name: A[str, ORG_NAME]


@dataclass(frozen=True, kw_only=True)
class VillageAnswer:
    """A village (村)."""

    code: A[str, f.VILLAGE_CODE]
    slug: A[str, Code(_("简码"), most=20, help=_("也是村集体的单位编码"), example="dongcun")]
    name: A[str, Text(_("村名"), most=40)]


@dataclass(frozen=True, kw_only=True)
class BranchAnswer:
    """A branch or section of a cooperative in a village (分社、片区)."""

    code: A[str, ORG_CODE]
    name: A[str, ORG_NAME]
    village: A[str, IN_VILLAGE]
    kind: A[str, Choice(_("分社还是片区"), UNITS)] = KIND.BRANCH.value


@dataclass(frozen=True, kw_only=True)
class CooperativeAnswer:
    """A cooperative with its legal form and its branches (合作社)."""

    code: A[str, ORG_CODE]
    name: A[str, ORG_NAME]
    form: A[str, Choice(_("组织形式"), ORG_FORMS)] = ORG_FORMS[0][0]
    representatives: A[bool, Flag(_("设成员代表大会"))] = False
    branches: tuple[BranchAnswer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CollectiveAnswer:
    """A village's collective that is not called after its village (村集体)."""

    code: A[str, ORG_CODE]
    name: A[str, ORG_NAME]
    village: A[str, IN_VILLAGE]


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """Who may do the first act by the pages (第一位镇经办)."""

    name: A[str, f.NAME]
    sex: A[str, f.SEXES]
    born_on: A[date, f.BORN]
    login: A[str, Code(_("登录名"), most=40)]
    code: A[str, f.PERSON_CODE] = "P0000001"
    password: A[str, Text(_("密码"), most=60, help=_("不写就由程序起一个,只显示一次"))] = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything asked for a new town (建镇的答案).

    `collectives` only where one has a code or a name of its own: a village left out has the collective
    that is called after it.
    """

    county: County
    town: Office
    start: A[date, Day(_("从哪天起登记"), help=_("单位和职务从这天起有效"))]
    villages: tuple[VillageAnswer, ...]
    clerk: Clerk
    cooperatives: tuple[CooperativeAnswer, ...] = ()
    collectives: tuple[CollectiveAnswer, ...] = ()
    joint: Office | None = None
    finance: Office | None = None
    company: Office | None = None
    parks: tuple[Office, ...] = ()
    pack: A[str, Text(_("章程包"), most=40, help=_("没有就不写"))] = ""

    @classmethod
    def own_fields(cls) -> dict[str, Spec]:
        """Those of its fields that stand in no part."""
        kind: Any = cls
        return {spec.name: spec for spec in specs_of(kind) if spec.inner == (spec.name,)}

    def everything(self) -> Iterator[tuple[str, Any]]:
        """(where it stands in the answers, record) of each part."""
        yield "", self
        for name in ("county", "town", "clerk", "joint", "finance", "company"):
            if (one := getattr(self, name)) is not None:
                yield name, one
        for name in ("villages", "cooperatives", "collectives", "parks"):
            for at, one in enumerate(getattr(self, name), 1):
                yield f"{name}[{at}]", one
        for at, each in enumerate(self.cooperatives, 1):
            for inner, branch in enumerate(each.branches, 1):
                yield f"cooperatives[{at}].branches[{inner}]", branch

    def all_collectives(self) -> tuple[CollectiveAnswer, ...]:
        """One of each village, in the order of the villages."""
        own = {each.village: each for each in self.collectives}
        return tuple(
            own.get(each.slug)
            or CollectiveAnswer(code=each.slug, name=f"{each.name}集体经济组织", village=each.slug)
            for each in self.villages
        )

    def organisations(self) -> Iterator[dict[str, Any]]:
        """Rows of the workbook of organisations, each below the one above it."""
        places = {each.slug: each.code for each in self.villages}

        def row(each: Any, kind: str, parent: str = "", *, book: bool = True) -> dict[str, Any]:
            village = places.get(getattr(each, "village", ""), "")
            return {
                "code": each.code, "kind": kind, "name": each.name, "parent": parent, "village": village,
                "own_book": "yes" if book else "no", "start": self.start,
            }  # fmt: skip

        top = self.town.code
        yield row(self.town, KIND.TOWN)
        if self.finance:
            yield row(self.finance, KIND.FINANCE_OFFICE, top)
        if self.joint:
            yield row(self.joint, KIND.JOINT_COMMITTEE, top, book=False)
        for each in self.cooperatives:
            yield row(each, KIND.HEAD_COOPERATIVE, top)
            for branch in each.branches:
                yield row(branch, branch.kind, each.code, book=False)
        for one in self.parks:
            yield row(one, KIND.PARK, top)
        if self.company:
            yield row(self.company, KIND.PLATFORM_COMPANY, top)
        for collective in self.all_collectives():
            yield row(collective, KIND.VILLAGE_COLLECTIVE, self.joint.code if self.joint else top)


def must_be_sound(answers: Answers, file: str = "", *, today: date) -> None:
    """Refuse answers with anything wrong in them: every fault at once, each with its place."""
    found = chain(_bounds(answers), _twice(answers), _places(answers), _rest(answers, today))
    problems = [Problem.of(code, file=file, column=where, **params) for where, code, params in found]
    if problems:
        raise BadInput(problems)


Fault = tuple[str, str, dict[str, Any]]


def _bounds(answers: Answers) -> Iterator[Fault]:
    for where, record in answers.everything():
        if where:
            for spec, wrong in faults_in(record):
                yield f"{where}.{spec.name}", wrong.code, wrong.params
    for name, spec in answers.own_fields().items():
        if fault := wrong_in(spec.field, getattr(answers, name)):
            yield name, fault.code, fault.params


def _twice(answers: Answers) -> Iterator[Fault]:
    codes = [row["code"] for row in answers.organisations()]
    yield from _repeated("", codes)
    yield from _repeated("villages", [each.code for each in answers.villages])
    yield from _repeated("villages", [each.slug for each in answers.villages])
    yield from _repeated("collectives", [each.village for each in answers.collectives])


def _repeated(where: str, codes: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield where, "registry.founding.twice", {"value": code}
        seen.add(code)


def _places(answers: Answers) -> Iterator[Fault]:
    slugs = {each.slug for each in answers.villages}
    for where, record in answers.everything():
        village = getattr(record, "village", "")
        if village and village not in slugs:
            yield f"{where}.village", "registry.founding.no_such_village", {
                "value": village, "known": tuple(sorted(slugs)),
            }  # fmt: skip
    if not COUNTY.fullmatch(answers.county.code):
        yield "county.code", "registry.founding.county", {"value": answers.county.code}
    for at, each in enumerate(answers.villages, 1):
        if not VILLAGE.fullmatch(each.code) or not each.code.startswith(answers.county.code):
            said = {"value": each.code, "county": answers.county.code}
            yield f"villages[{at}].code", "registry.founding.village", said


def _rest(answers: Answers, today: date) -> Iterator[Fault]:
    if not answers.villages:
        yield "villages", "registry.founding.no_villages", {}
    if answers.pack and answers.pack not in packs():
        yield "pack", "charter.no_such_pack", {"value": answers.pack, "near": tuple(packs())}
    if answers.start > today:
        yield "start", "registry.founding.ahead", {"start": str(answers.start)}
    if answers.clerk.born_on >= answers.start:
        yield "clerk.born_on", "registry.founding.unborn", {"start": str(answers.start)}
    clerk = answers.clerk
    whose = Whose(clerk.login, clerk.code, clerk.name)
    if clerk.password and (fault := password_fault(clerk.password, whose)):
        yield "clerk.password", fault.code, dict(fault.params)
    for at, each in enumerate(answers.cooperatives, 1):
        try:
            OrgForm(each.form, each.representatives)  # type: ignore[arg-type]
        except Refusal as no:
            yield f"cooperatives[{at}].form", no.reason.code, {}
