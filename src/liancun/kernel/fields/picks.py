"""Days, months, yes or no, one of several, several of one (日期、选项、若干)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from liancun.kernel.days import Period
from liancun.kernel.fields.field import Field, Wrong, _, must_be_plain
from liancun.kernel.fields.texts import as_code_text

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_TIME = re.compile(r"^(\d{1,2})\s*(?:[::.点时]\s*(\d{1,2})\s*分?|[点时])$")
_MONTH = re.compile(r"^(\d{4})(?:\s*[-/年]\s*(\d{1,2})\s*月?|\.(\d\d))$")


@dataclass(frozen=True)
class Day(Field):
    """A day (日期). Where it must be said it is offered as today's, unless it is seldom that: not `today`."""

    today: bool = True

    def read(self, raw: Any) -> date:
        if isinstance(raw, datetime):
            if (raw.hour, raw.minute, raw.second) != (0, 0, 0):
                raise Wrong("import.day_with_time", value=raw.isoformat(" "))
            raw = raw.date()
        if isinstance(raw, str):
            match = _DAY.fullmatch(unicodedata.normalize("NFKC", raw))
            if not match:
                raise Wrong("import.day", value=raw[:40])
            try:
                raw = date(*(int(part) for part in match.groups()))
            except ValueError:
                raise Wrong("import.no_such_day", value=raw[:40]) from None
        self.check(raw)
        day: date = raw
        return day

    def check(self, value: Any) -> None:
        if not isinstance(value, date):
            raise Wrong("import.day", value=str(value)[:40])
        if not EARLIEST <= value <= LATEST:
            raise Wrong("import.day_far_off", value=str(value))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Month(Field):
    """A month, "2025-03" (月份)."""

    def read(self, raw: Any) -> str:
        if isinstance(raw, date):
            return str(Period.month_of(raw))
        # A number is no month: 2025.10 typed as a number has become 2025.1.
        match = _MONTH.fullmatch(unicodedata.normalize("NFKC", raw)) if isinstance(raw, str) else None
        if not match:
            raise Wrong("import.month", value=str(raw)[:40])
        year, month = int(match.group(1)), int(match.group(2) or match.group(3))
        if not (1 <= month <= 12 and EARLIEST.year <= year <= LATEST.year):
            raise Wrong("import.month", value=raw[:40])
        return str(Period(year, month))

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or self.read(value) != value:
            raise Wrong("import.month", value=str(value)[:40])

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}$"}


@dataclass(frozen=True)
class Time(Field):
    """A time of a day, "09:05" (时刻)."""

    def read(self, raw: Any) -> str:
        if isinstance(raw, time) and not raw.second and not raw.microsecond:
            return f"{raw:%H:%M}"  # a spreadsheet's own cell of a time
        match = _TIME.fullmatch(unicodedata.normalize("NFKC", str(raw)))
        if not match:
            raise Wrong("field.time", value=str(raw)[:40])
        hour, minute = int(match.group(1)), int(match.group(2) or 0)
        if hour > 23 or minute > 59:
            raise Wrong("field.time", value=str(raw)[:40])
        return f"{hour:02d}:{minute:02d}"

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or self.read(value) != value:
            raise Wrong("field.time", value=str(value)[:40])

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{2}:\d{2}$"}


@dataclass(frozen=True)
class Span(Field):
    """A month or a year, "2025-03" or "2025" (月份或年)."""

    def read(self, raw: Any) -> str:
        text = unicodedata.normalize("NFKC", str(raw))
        if re.match(r"^\d{4}$", text) and EARLIEST.year <= int(text) <= LATEST.year:
            return text
        try:
            return Month(self.label).read(text)
        except Wrong:
            raise Wrong("field.span", value=text[:40]) from None

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or self.read(value) != value:
            raise Wrong("field.span", value=str(value)[:40])

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2})?$"}


YES, NO = _("是"), _("否")


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no (是否), in these words: a column of 已入账 or 待入账; nothing may stand for no."""

    yes: str = YES
    no: str = NO

    def read(self, raw: Any) -> bool:
        said = {"yes": True, "on": True, "true": True, "1": True}
        said |= {"no": False, "false": False, "0": False}
        said |= {YES: True, NO: False, self.yes: True, self.no: False}
        if isinstance(raw, bool):
            return raw
        if str(raw).lower() not in said:
            raise Wrong("import.choice", value=str(raw)[:40], choices=(self.yes, self.no or NO))
        return said[str(raw).lower()]

    def typed(self, value: Any) -> bool:
        self.check(value)
        return bool(value)

    def check(self, value: Any) -> None:
        if not isinstance(value, bool):
            raise Wrong("import.choice", value=str(value)[:40], choices=(self.yes, self.no or NO))

    def text(self, value: bool) -> str:
        return self.yes if value else self.no

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Field):
    """One of several (选项): fixed ones as (code, word), or by name what a room's records offer.

    "registry.sections" is `rooms/registry/choices.py: sections`, asked by viewer, organisation and day.
    Code and word are understood alike. `open` leaves a code that is not offered to the act, which knows more.
    """

    of: str | tuple[tuple[str, str], ...] = ()
    open: bool = False
    most: int = 60

    @property
    def words(self) -> Mapping[str, str]:
        """Code -> word, of fixed choices."""
        return {} if isinstance(self.of, str) else dict(self.of)

    @property
    def source(self) -> str:
        """The name of what offers them, '' where they are fixed."""
        return self.of if isinstance(self.of, str) else ""

    def read(self, raw: Any) -> str:
        if self.source:
            text = as_code_text(raw)
            self.check(text)
            return text
        return self.picked(self.words.items(), str(raw))

    def picked(self, offered: Iterable[tuple[str, str]], said: str) -> str:
        """The code of what was said by code or by word. Raises Wrong."""
        rows = tuple((str(code), str(word)) for code, word in offered)
        if any(code == said for code, _word in rows):
            return said
        found = list(dict.fromkeys(code for code, word in rows if word == said))
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise Wrong("field.several", value=said[:40], codes=tuple(found[:8]))
        if self.open:
            return said
        if not rows:
            raise Wrong("field.nothing_offered", value=said[:40])
        raise Wrong("import.choice", value=said[:40], choices=tuple(word for _code, word in rows[:30]))

    def check(self, value: Any) -> None:
        if not isinstance(value, str):
            raise Wrong("field.not_text", value=str(value)[:40])
        must_be_plain(value)
        if len(value) > self.most:
            raise Wrong("import.too_long", most=self.most)
        if not self.source and value not in self.words:
            raise Wrong("import.choice", value=value[:40], choices=tuple(self.words.values()))

    def text(self, value: Any) -> str:
        return self.words.get(str(value), str(value))

    def schema(self) -> dict[str, Any]:
        if self.source:
            return {"type": "string", "maxLength": self.most}
        return {"type": "string", "enum": list(self.words)}


ANYTHING = Field("")


@dataclass(frozen=True)
class Many(Field):
    """Several of one kind (若干): typed with blanks, commas or 、 between them; an array in JSON."""

    each: Field = ANYTHING
    most: int = 500

    def read(self, raw: Any) -> tuple[Any, ...]:
        values = tuple(self.each.read(part) for part in re.split(r"[\s,,、;;]+", str(raw)) if part)
        self.check(values)
        return values

    def typed(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Wrong("field.not_list", value=str(value)[:40])
        values = tuple(self.each.typed(each) for each in value)
        self.check(values)
        return values

    def check(self, value: Any) -> None:
        if not isinstance(value, list | tuple):
            raise Wrong("field.not_list", value=str(value)[:40])
        if len(value) > self.most:
            raise Wrong("field.too_many", most=self.most)
        for each in value:
            self.each.check(each)

    def text(self, value: Any) -> str:
        return "、".join(self.each.text(each) for each in value)

    def entry(self, value: Any) -> str:
        return " ".join(self.each.entry(each) for each in value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.each.schema(), "maxItems": self.most}


@dataclass(frozen=True)
class Rows(Field):
    """Short rows of a dataclass of fields (明细): a small table on a card, one line beside a list.

    One such dataclass may stand alone. Of a mapping `by` is what its rows are named by, and `of` what stands
    there where that is no dataclass.
    """

    by: Field = ANYTHING
    of: Field = ANYTHING


@dataclass(frozen=True)
class Ref(Field):
    """A reference to a record (引用), "entry:12": shown by the record's name, and opens it."""

    def check(self, value: Any) -> None:
        must_be_plain(value)


@dataclass(frozen=True)
class Word(Field):
    """A code that the faces have a word for (代码), by what it is one `of`: "kind"; or an official name."""

    of: str = ""

    def read(self, raw: Any) -> str:
        text = as_code_text(raw)
        self.check(text)
        return text

    def check(self, value: Any) -> None:
        must_be_plain(value)
