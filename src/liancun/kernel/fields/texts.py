"""Words, codes and numbers that are no amounts (文字、编码、证件号)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum import luhn

from liancun.kernel.fields.field import Field, Wrong, must_be_plain
from liancun.kernel.identifiers import is_id_number

OLD_ID = 15
"""Digits of an ID number before 1999, without a check digit."""
_CODE = r"^[A-Za-z0-9][A-Za-z0-9:_.\-]*$"
_WITH_SLASH = r"^[A-Za-z0-9][A-Za-z0-9:_./\-]*$"
MIDDLE_DOT = "\u00b7"
OTHER_DOTS = "\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\u2024"
"""What is typed for the dot inside a name: 阿依•木."""
_DOTS = re.compile(rf"\s*[{OTHER_DOTS}{MIDDLE_DOT}]\s*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PHONE = re.compile(r"^1[3-9][0-9]{9}$")
_ACCOUNT = re.compile(r"^[0-9]{12,30}$")


@dataclass(frozen=True)
class Text(Field):
    """Words (文字), at most `most` characters."""

    most: int = 200

    def read(self, raw: Any) -> str:
        text = raw.isoformat() if isinstance(raw, date) else str(raw)
        self.check(text)
        return text

    def check(self, value: Any) -> None:
        if not isinstance(value, str):
            raise Wrong("field.not_text", value=str(value)[:40])
        must_be_plain(value)
        if len(value) > self.most:
            raise Wrong("import.too_long", most=self.most)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


@dataclass(frozen=True)
class PersonName(Text):
    """A person's name (姓名) in one form: 王 芳 is 王芳, and every middle dot is ·; a number is no name."""

    def read(self, raw: Any) -> str:
        text = _DOTS.sub(MIDDLE_DOT, super().read(raw))
        parts = text.split()
        return ("" if _HAN.search(text) else " ").join(parts)

    def check(self, value: Any) -> None:
        super().check(value)
        if any(map(str.isdigit, value)):
            raise Wrong("import.name", value=value[:40])


@dataclass(frozen=True)
class Code(Field):
    """A code or number that stands for one record (编码), also in an address: no `/` in it.

    slash  it may have one after all: a paper's number is no address, and a record that is there already may
           be called by what no new one is
    """

    most: int = 40
    slash: bool = False

    def read(self, raw: Any) -> str:
        text = self._form(as_code_text(raw))
        self.check(text)
        return text

    def _form(self, text: str) -> str:
        return text

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(_WITH_SLASH, value):
            raise Wrong("import.code", value=str(value)[:40])
        if not self.slash and "/" in value:
            raise Wrong("import.code_slash", value=value[:40])
        if len(value) > self.most:
            raise Wrong("import.too_long", most=self.most)

    def schema(self) -> dict[str, Any]:
        pattern = _WITH_SLASH if self.slash else _CODE
        return {"type": "string", "minLength": 1, "maxLength": self.most, "pattern": pattern}


def as_code_text(raw: Any) -> str:
    """A code is text: a spreadsheet that made it a number has lost zeros or digits."""
    if not isinstance(raw, str):
        raise Wrong("import.code_as_number", value=str(raw)[:40])
    return raw


@dataclass(frozen=True)
class _Digits(Code):
    """Numbers that carry their own check: full-width digits are what a Chinese keyboard gives."""

    personal: bool = True

    def _form(self, text: str) -> str:
        return unicodedata.normalize("NFKC", text).replace(" ", "")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True)
class IdNumber(_Digits):
    """A resident's ID number (身份证号)."""

    most: int = 18

    def _form(self, text: str) -> str:
        return super()._form(text).upper()

    def check(self, value: Any) -> None:
        if isinstance(value, str) and is_id_number(value):
            return
        if isinstance(value, str) and len(value) != self.most:
            old = len(value) == OLD_ID and value.isdigit()
            raise Wrong("import.id_number_old") if old else Wrong("import.id_number_length", count=len(value))
        raise Wrong("import.id_number")


@dataclass(frozen=True)
class Phone(_Digits):
    """A mobile number (手机号)."""

    most: int = 11

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or not _PHONE.fullmatch(value):
            raise Wrong("import.phone")


@dataclass(frozen=True)
class BankAccount(_Digits):
    """A bank account or card (银行账号); a card's check digit is looked at."""

    most: int = 30

    def check(self, value: Any) -> None:
        if not isinstance(value, str) or not _ACCOUNT.fullmatch(value):
            raise Wrong("import.account")
        if 16 <= len(value) <= 19 and not luhn.is_valid(value):
            raise Wrong("import.account_check_digit")
