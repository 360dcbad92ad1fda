"""What every field says, and what no field takes (字段)."""

import unicodedata
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

_AROUND = "\ufeff \t\r\n\u3000\u00a0"

# What no name, number or reason is written with: control, invisible and turning marks, private and unassigned
# places; and pictures (emoji), which lie beyond the basic plane, with the mark that asks for one.
_STRANGE = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))
_PICTURE_MARK = "\ufe0f"
_AROUND = "\ufeff \t\r\n\u3000\u00a0"


def _(text: str) -> str:
    """Mark a text for translation (标记待译): it is Chinese here, and the faces find its English."""
    return text


class Wrong(Exception):
    """A value that a field cannot take: the problem's code and parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def must_be_plain(text: str) -> None:
    """Refuse control, invisible and private characters, and pictures. Raises Wrong."""
    # Printable is none of the strange ones; what is left to look for are pictures.
    if text.isprintable() and (text.isascii() or (max(text) <= "\uffff" and _PICTURE_MARK not in text)):
        return
    for char in text:
        if char.isascii() and char.isprintable():
            continue
        category = unicodedata.category(char)
        if category in _STRANGE or char == _PICTURE_MARK or (category == "So" and ord(char) > 0xFFFF):
            raise Wrong("import.strange_character", number=f"U+{ord(char):04X}")


def cleaned(raw: Any) -> Any:
    """A raw value without blanks around it, in one form of Unicode; None where nothing was said."""
    if isinstance(raw, str):
        raw = (raw if raw.isascii() else unicodedata.normalize("NFC", raw)).strip(_AROUND)
        must_be_plain(raw)
    return None if raw == "" else raw


@dataclass(frozen=True)
class Field:
    """What every field says.

    label     what it is called (字段名), without its unit
    help      what to write in it
    example   one value as it is typed
    heading   what workbooks call it, where that is not label and unit
    aliases   headings that offices still hold
    personal  shown masked, never in logs or addresses
    link      the sibling field that holds the reference this one opens
    """

    label: str
    _: KW_ONLY
    help: str = ""
    example: str = ""
    heading: str = ""
    aliases: tuple[str, ...] = ()
    personal: bool = False
    link: str = ""

    unit: ClassVar[str] = ""
    """The unit behind a value, a marked text."""
    right: ClassVar[bool] = False
    """Whether it is an amount, which stands at the right."""
    sums: ClassVar[bool] = False
    """Whether amounts of several rows may be added up."""

    @property
    def titled(self) -> str:
        """The heading of a workbook's column: 每股(元)."""
        return self.heading or self.label

    def read(self, raw: Any) -> Any:
        """The value of what was typed, or of a day that a cell holds; nothing is never read. Raises Wrong."""
        raise NotImplementedError

    def typed(self, value: Any) -> Any:
        """The value of a JSON value. Raises Wrong."""
        if not isinstance(value, str):
            raise Wrong("field.not_text", value=str(value)[:40])
        return self.read(value)

    def check(self, value: Any) -> None:
        """Whether a value lies in the field's bounds. Raises Wrong."""
        raise NotImplementedError

    def text(self, value: Any) -> str:
        """A value as it is shown, without its unit."""
        return str(value)

    def entry(self, value: Any) -> str:
        """A value as a person would type it: `read` reads it back."""
        return self.text(value)

    def schema(self) -> dict[str, Any]:
        """The JSON schema of its values."""
        return {"type": "string"}
