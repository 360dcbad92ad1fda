"""A workbook looked through before it is parsed (先看一遍): what it unpacks to, how far its cells reach.

The parser keeps a sheet as one dense block, so that two cells at opposite corners of a tiny file would ask
for half a terabyte; it gives each cell that shares a text a copy of its own, so that one long text in forty
thousand cells would ask for six gigabytes; and it gives a formula's last value, or nothing for an error. It
says nothing of merged cells, of what is hidden, nor of two cells in one place. All of it is seen here.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from xml.parsers import expat

from liancun.base.workbooks.extent import NOTHING, ODD_MOST, YES, Beside, Extent
from liancun.base.workbooks.places import Unfit, cell_name, column_of, number_of, place_of

UNPACKED_BYTES_MOST = 400 * 1024 * 1024
RATIO_MOST = 200
SMALL_FILE = 50_000
CELLS_MOST = 6_000_000
TEXT_MOST = 64 * 1024 * 1024
"""Characters that a sheet's cells may hold together: over three hundred for each row of the longest list."""
ROWS_MOST = 200_000
CHUNK = 1024 * 1024
LOCAL_HEADER = 30
UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
NO_CELLS = ("/chartsheet", "/dialogsheet", "/xlmacrosheet")
"""What stands among the sheets and has none."""
FILLED = frozenset(("v", "f", "is"))
FORMULA, ERROR = "import.formula", "import.error_value"


class Package:
    """The parts of a workbook's zip, each unpacked within bounds whatever its headers claim."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unfit("import.not_a_workbook") from None
        self.parts = {part.filename.lower(): part for part in parts}
        names = self.parts.keys()
        if len(names) < len(parts):
            raise Unfit("import.damaged")
        if any(name.endswith("vbaproject.bin") for name in names):
            raise Unfit("import.macro")
        if any(part.flag_bits & 1 for part in self.parts.values()):
            raise Unfit("import.locked")
        if "[content_types].xml" not in names:
            raise Unfit("import.not_a_workbook")
        most = min(UNPACKED_BYTES_MOST, max(len(content), SMALL_FILE) * RATIO_MOST)
        if sum(part.file_size for part in self.parts.values()) > most:
            raise Unfit("import.zip_bomb")
        unpacked = 0
        for name in self.parts:
            for chunk in self.chunks(name):
                unpacked += len(chunk)
                if unpacked > most:
                    raise Unfit("import.zip_bomb")

    def named(self, name: str) -> str:
        """The name of a part that must be there."""
        if name not in self.parts:
            raise Unfit("import.damaged")
        return name

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, some at a time."""
        part = self.parts[name]
        start = part.header_offset
        lengths = self.content[start + 26 : start + LOCAL_HEADER]
        start += LOCAL_HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        packed = self.content[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield packed
            return
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise Unfit("import.damaged")
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while packed and not inflate.eof:
                yield inflate.decompress(packed, CHUNK)
                packed = inflate.unconsumed_tail
            yield inflate.flush()
        except zlib.error:
            raise Unfit("import.damaged") from None
        if not inflate.eof:
            raise Unfit("import.damaged")


def _walk(
    package: Package,
    name: str,
    begin: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Call `begin(element, attributes)` for every element of a part, and what is given for the rest.

    A step for each chunk. A document type, which could define entities, is never part of a workbook; nor is
    a part in other letters than UTF-8, which what reads it later would take for damaged or read otherwise.
    """
    parser = expat.ParserCreate()

    def stop(*_declared: object) -> None:
        raise Unfit("import.damaged")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in UTF8:
            raise Unfit("import.xml_encoding", encoding=encoding[:40])

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = stop
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    try:
        for chunk in package.chunks(name):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as fault:  # code 1: no memory; the last two: encodings
        raise MemoryError if getattr(fault, "code", 0) == 1 else Unfit("import.damaged") from None


SHARED = "xl/sharedstrings.xml"
"""Where the parser looks for the texts that cells share, whatever the workbook says."""


def _shared_lengths(package: Package) -> list[int]:
    """The length of each text that cells may share."""
    lengths: list[int] = []
    pieces: list[str] = []
    inside = False

    def begin(element: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        if element == "si" or element.endswith(":si"):
            if inside:
                raise Unfit("import.damaged")
            inside = True
            pieces.clear()

    def end(element: str) -> None:
        nonlocal inside
        if element == "si" or element.endswith(":si"):
            inside = False
            lengths.append(sum(map(len, pieces)))

    if SHARED in package.parts:
        for _chunk in _walk(package, SHARED, begin, pieces.append, end):
            if len(lengths) > CELLS_MOST:
                raise Unfit("import.zip_bomb")
    if sum(lengths) > TEXT_MOST:
        raise Unfit("import.zip_bomb")
    return lengths


class _Texts:
    """What the cells of a sheet hold together, each with a copy of its own of what it shares (文字总量).

    A shared text is named by its number, the first piece of text after `v` begins: what is written oddly may
    be read as any number, and counts as the longest.
    """

    def __init__(self, lengths: list[int]) -> None:
        self.pieces: list[str] = []
        self.shared: list[int] = []
        """Where among the pieces the numbers of shared texts stand."""
        self.total = 0
        self._of = {str(number): length for number, length in enumerate(lengths)}
        self._longest = max(lengths, default=0)

    def count(self) -> int:
        """The characters so far; what was counted is let go of, but for a number still to come."""
        pieces, shared = self.pieces, self.shared
        to_come = shared.count(len(pieces))
        numbers = [pieces[at] for at in shared[: len(shared) - to_come]]
        self.total += sum(map(len, pieces)) + sum(map(self._of.get, numbers, repeat(self._longest)))
        pieces.clear()
        shared[:] = [0] * to_come
        return self.total


class _Once:
    """Refuses a cell that holds something twice, in whatever order the cells come (同一格只写一次)."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.row = self.mask = 0
        self._masks: dict[int, int] = {}  # row -> a bit for each filled column, but of the row at hand

    def note(self, row: int, column: int) -> None:
        """A cell that holds something."""
        if row != self.row:
            self._masks[self.row] = self.mask
            self.row, self.mask = row, self._masks.get(row, 0)
            if len(self._masks) > 2 * ROWS_MOST:
                raise Unfit("import.too_many_rows", most=ROWS_MOST)
        if self.mask >> column & 1:
            raise Unfit("import.cell_twice", sheet=self.sheet, cell=cell_name(row, column))
        self.mask |= 1 << column


def _extent(package: Package, name: str, sheet: str, lengths: list[int]) -> Extent:
    """The extent of the worksheet in a part."""
    found = Extent()
    beside = Beside(found)
    texts = _Texts(lengths)
    pieces, shared = texts.pieces, texts.shared
    once = _Once(sheet)
    row = column = rows = columns = 0
    digits = kind = ""
    fresh = unseen = False

    def begin(element: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns, digits, kind, fresh, unseen
        if element == "c":
            place = attributes.get("r", "")
            letters = place.removesuffix(digits)
            if not place:
                column += 1
            elif letters.isalpha() and len(letters) < len(place):  # of its own row, as nearly all are
                column = column_of(letters)
            else:
                (row, column), digits = place_of(place), ""
            kind = attributes.get("t", "")
            fresh = True
        elif element in FILLED:
            if row > rows or column > columns:
                rows, columns = max(rows, row), max(columns, column)
                if rows * columns > CELLS_MOST:
                    raise Unfit("import.far_cell", cell=cell_name(row, column))
            if fresh:
                fresh = False
                once.note(row, column)
                if unseen and len(found.hidden) <= ROWS_MOST:
                    found.hidden.add(row)
            if kind == "s":
                if element == "v":
                    shared.append(len(pieces))
            elif kind == "e":
                found.odd.setdefault((row, column), ERROR)
            if element == "f":
                found.odd[row, column] = FORMULA
                if len(found.odd) > ODD_MOST:
                    raise Unfit(FORMULA)
        elif element == "row":
            digits = attributes.get("r", "")
            row, column = number_of(digits) if digits else row + 1, 0
            unseen = attributes.get("hidden") in YES or attributes.get("ht") in NOTHING
        elif element in Beside.ELEMENTS:
            beside.note(element, attributes)
        elif ":" in element:
            begin(element.rpartition(":")[2], attributes)

    for _chunk in _walk(package, name, begin, pieces.append):
        if texts.count() > TEXT_MOST:
            cell = cell_name(max(row, 1), max(column, 1))
            raise Unfit("import.too_much_text", sheet=sheet, cell=cell, most=f"{TEXT_MOST:,}")
    found.rows, found.columns = rows, columns
    return found


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it (工作表): its name, the part it lies in, whether it is hidden."""

    name: str
    part: str
    hidden: bool


def vet(content: bytes, title: str = "", asked: str = "") -> tuple[str, Extent]:
    """The sheet that is read, and its extent. Raises Unfit for what must not be parsed.

    It is the one that is `asked` for, else that of the title, else the first: a hidden one only where it is
    asked for or all are.
    """
    package = Package(content)
    sheets = _sheet_parts(package)
    if not sheets:
        raise Unfit("import.no_heading")
    if asked and asked not in (each.name for each in sheets):
        raise Unfit("import.no_such_sheet", asked=asked, sheets=tuple(each.name for each in sheets))
    seen = sheets if asked else [each for each in sheets if not each.hidden] or sheets
    chosen = next((each for each in seen if each.name == (asked or title)), seen[0])
    return chosen.name, _extent(package, chosen.part, chosen.name, _shared_lengths(package))


def _sheet_parts(package: Package) -> list[SheetPart]:
    """The sheets that have cells, in order; no two of a name, each part there."""
    targets: dict[str, tuple[str, str]] = {}
    sheets: list[tuple[str, str, bool]] = []
    links = 0

    def link(element: str, attributes: dict[str, str]) -> None:
        nonlocal links
        if element.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "").removeprefix("/")
            part = f"xl/{target.removeprefix('xl/')}".lower()
            targets[attributes.get("Id", "")] = part, attributes.get("Type", "").lower()
            links += 1

    def sheet(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] == "sheet":
            number = next((each for name, each in attributes.items() if name.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes.get("name", ""), number, hidden))

    for part, begin in (("xl/_rels/workbook.xml.rels", link), ("xl/workbook.xml", sheet)):
        for _chunk in _walk(package, package.named(part), begin):
            pass
    if len(targets) < links or len({name for name, _number, _hidden in sheets}) < len(sheets):
        raise Unfit("import.damaged")
    found = [(name, *targets.get(number, ("", "")), hidden) for name, number, hidden in sheets]
    return [
        SheetPart(name, package.named(part), hidden)
        for name, part, kind, hidden in found
        if not kind.endswith(NO_CELLS)
    ]
