"""What is filled in about people, households and members (登记填报), alike on pages, commands and the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.forms import filled, read_form
from liancun.rooms.registry import actions

Values = dict[str, Any]

SEX = ((_("男"), "m"), (_("女"), "f"))
YES_NO = ((_("是"), "yes"), (_("否"), "no"))
STANDINGS = (
    (_("脱贫不稳定户"), "unstable"),
    (_("边缘易致贫户"), "marginal"),
    (_("突发严重困难户"), "sudden"),
    (_("风险消除"), "cleared"),
    (_("脱贫"), "lifted"),
)
"""建档立卡 ended in 2020 and is not given any more."""
GROUNDS = ((_("书面委托"), "authority"), (_("继承"), "heir"))

DOCUMENT = Column("document", _("凭证文件"), max_length=60, help=_("如 户口簿、委托书的编号"))
MAYBE = replace(DOCUMENT, required=False)
START = Column("start", _("起"), "day")
PARTY = Column("party", _("人员编码"), "code", max_length=20)
NEW_PARTY = replace(PARTY, name="code", label=_("新编码"), kind="new_code")
NAME = Column("name", _("姓名"), max_length=40)
BORN = Column("born_on", _("出生日期"), "day")
ID_NUMBER = Column("id_number", _("身份证号"), "id_number", required=False)
HEAD = Column("is_head", _("作户主"), "choice", required=False, choices=YES_NO)
HOUSEHOLD = Column("to", _("迁入的户"), "code", max_length=20)

KEEP = _("不改的留空")


@dataclass(frozen=True)
class Doing:
    """One act that is filled in (一项办理): its permit, its title, its fields, and the room's action."""

    verb: str
    title: str
    columns: tuple[Column, ...]
    run: Callable[..., object]
    ask: str = ""

    def do(self, subject: str, given: Mapping[str, str], *, by: Viewer, on: date) -> object:
        """Do it for a person, a household or a member. Raises BadInput with everything wrong in it."""
        values = read_form(self.columns, given)
        return self.run(subject, by=by, on=on, **filled(values))


def _yes(run: Callable[..., object], subject: str, is_head: str = "no", **values: Any) -> object:
    return run(subject, is_head=is_head == "yes", **values)


def _move(party: str, **values: Any) -> object:
    return _yes(actions.move_person, party, **values)


def _join(household: str, *, party: str, **values: Any) -> object:
    return _yes(actions.move_person, party, to=household, **values)


def _split(household: str, *, others: str = "", **values: Any) -> None:
    actions.split_household(household, others=others.split(), **values)


def _birth(household: str, *, code: str, **values: Any) -> None:
    actions.record_birth(household, code, **values)


def _head(household: str, *, party: str, **values: Any) -> None:
    actions.set_head(household, party, **values)


def _step(household: str, *, kind: str, **values: Any) -> None:
    actions.step_standing(household, kind, **values)


def _leave(org_code: str, *, party: str, **values: Any) -> object:
    return actions.end_membership(org_code, party, **values)


PERSON: dict[str, Doing] = {
    "correct": Doing(
        "registry.correct_person",
        _("更正资料"),
        (
            replace(NAME, required=False, help=KEEP),
            Column("sex", _("性别"), "choice", required=False, choices=SEX),
            replace(BORN, required=False),
            replace(ID_NUMBER, help=KEEP),
            Column("phone", _("电话"), "phone", required=False, help=KEEP),
            replace(MAYBE, help=_("只改电话的可不填")),
        ),
        actions.correct_person,
    ),
    "account": Doing(
        "registry.set_account",
        _("更换收款账户"),
        (
            Column("bank", _("开户行"), max_length=60),
            Column("account", _("账号"), "account"),
            START,
            replace(DOCUMENT, help=_("本人书面申请的编号")),
        ),
        actions.set_account,
        _("从起日起钱付到新账户。确定吗?"),
    ),
    "authority": Doing(
        "registry.set_authority",
        _("登记代领人或继承人"),
        (
            Column("payee", _("由谁收款"), "code", max_length=20, help=_("人员编码")),
            Column("kind", _("依据"), "choice", choices=GROUNDS),
            replace(DOCUMENT, help=_("委托书、公证书的编号")),
            START,
            Column("end", _("止"), "day", required=False, help=_("最后一天")),
        ),
        actions.set_authority,
        _("从起日起钱付给代领人。确定吗?"),
    ),
    "move": Doing("registry.move_person", _("迁到别的户"), (HOUSEHOLD, START, HEAD, MAYBE), _move),
    "death": Doing(
        "registry.record_death",
        _("登记去世"),
        (Column("died_on", _("去世日期"), "day"), replace(DOCUMENT, help=_("死亡证明的编号"))),
        actions.record_death,
        _("登记以后,款项停付,等继承人。确定吗?"),
    ),
}
"""What may be recorded of a person."""

HOUSEHOLD_ACTS: dict[str, Doing] = {
    "birth": Doing(
        "registry.record_birth",
        _("登记出生"),
        (
            NEW_PARTY,
            NAME,
            Column("sex", _("性别"), "choice", choices=SEX),
            BORN,
            ID_NUMBER,
            Column("registered", _("上户口的户籍户"), "code", required=False, max_length=20),
            replace(MAYBE, help=_("出生医学证明的编号")),
        ),
        _birth,
    ),
    "join": Doing("registry.move_person", _("迁入"), (PARTY, START, HEAD, MAYBE), _join),
    "head": Doing("registry.set_head", _("变更户主"), (PARTY, START, MAYBE), _head),
    "split": Doing(
        "registry.split_household",
        _("分户"),
        (
            Column("new_code", _("新户编码"), "new_code", max_length=20),
            Column("head", _("新户户主"), "code", max_length=20, help=_("人员编码")),
            Column("others", _("一起分出的人"), required=False, help=_("人员编码,空格隔开")),
            START,
            Column(
                "contracting", _("新户的承包户"), "code", required=False, max_length=20, help=_("承包户编码")
            ),
            MAYBE,
        ),
        _split,
        _("分户以后,积分和账单分开计。确定吗?"),
    ),
    "merge": Doing(
        "registry.merge_households",
        _("并入别的户"),
        (Column("into", _("并入的户"), "code", max_length=20), START, MAYBE),
        actions.merge_households,
        _("并户以后,这一户终止。确定吗?"),
    ),
    "standing": Doing(
        "registry.step_standing",
        _("认定身份"),
        (
            Column("kind", _("身份"), "choice", choices=STANDINGS),
            Column("started_on", _("起"), "day"),
            Column("body", _("认定机构"), max_length=60),
            DOCUMENT,
        ),
        _step,
    ),
    "close_standing": Doing(
        "registry.close_standing",
        _("终止身份"),
        (Column("ended_on", _("止(最后一天)"), "day"), DOCUMENT),
        actions.close_standing,
    ),
}
"""What may be recorded of a household."""

ADMISSION = (
    replace(PARTY, label=_("成员编码"), help=_("人员编码,或 O:单位编码")),
    Column("number", _("社员编号"), "new_code", max_length=20),
    replace(DOCUMENT, label=_("入社申请"), help=_("申请书的编号")),
    Column("resolution", _("入社决议"), max_length=60, help=_("成员大会决议的编号")),
    START,
)
LEAVING = (
    replace(PARTY, label=_("成员编码")),
    Column("notice_on", _("退社申请日"), "day"),
)

MEMBER: dict[str, Doing] = {
    "admit": Doing("registry.admit_member", _("登记入社"), ADMISSION, actions.admit_member),
    "leave": Doing(
        "registry.end_membership",
        _("登记退社"),
        LEAVING,
        _leave,
        _("按章程,资格到年末终止。确定吗?"),
    ),
}
"""What may be recorded of a membership; the subject is the cooperative."""


def as_typed(columns: tuple[Column, ...], values: Mapping[str, Any]) -> dict[str, str]:
    """Values as a form would send them: choices by their word, days and numbers as text."""
    given: dict[str, str] = {}
    for column in columns:
        said = values.get(column.name)
        if said is None:
            continue
        words = {kept: word for word, kept in column.choices}
        given[column.name] = words.get(said, str(said))
    return given
