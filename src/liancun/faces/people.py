"""What acts share that are still filled in by columns (填报): `Doing`, and columns of dates and papers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.base.viewer import Viewer
from liancun.faces.forms import filled, read_form

DOCUMENT = Column("document", _("凭证文件"), max_length=60, help=_("如 户口簿、委托书的编号"))
START = Column("start", _("起"), "day")
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
