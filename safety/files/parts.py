"""One XML part of an Office file, read in a stream: what it links to, what fields it has, what people wrote in it."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

# Word and PowerPoint (t), Excel (t in texts, v in cells); comments and notes have the same.
WRITTEN = {"t", "v"}
FIELD_TEXT = {"instrText", "delInstrText"}
LINE_ENDS = {"p", "si", "c", "br", "tab", "tc", "comment"}
# What only small parts may hold: a large part without any of it is read for its words alone, fifty times as quickly.
MARKS = re.compile(rb"ContentType|TargetMode|ddeLink|fldSimple|fldChar|[iI]nstrText")
LARGE = 200_000
BITE = 1 << 16
UTF_8 = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml(?![^>]*encoding=[\"'](?!utf-8[\"']))|[^?])", re.IGNORECASE
)
FIELD_MARK = "\x1e"  # stands where a field begins, has its result or ends
# A number as a program wrote it, which nobody reads as a number of a person.
MEASURED = re.compile(r"-?\d*\.\d+(?:[eE][+-]?\d+)?|-?\d+[eE][+-]?\d+")
# In cells of a large part short numbers are counts, or places in a list of texts.
COUNTED = re.compile(rf"\d{{1,5}}|{MEASURED.pattern}")


class XmlRefused(Exception):
    """A part that is not well-formed, or that brings definitions of its own (and so could unfold without end)."""


@dataclass
class Part:
    content_types: list[str] = field(default_factory=list)
    links_outside: list[str] = field(default_factory=list)  # how each is linked: the relationship's type
    fields: str = ""
    text: str = ""
    has_dde: bool = False


def read_part(content: bytes, room: int) -> Part:
    """Return what a part holds; of the text of a large one, somewhat more than `room` characters. Raises XmlRefused."""
    is_for_words = len(content) > LARGE and UTF_8.match(content) and not MARKS.search(content)
    return _WordsReader(room).read(content) if is_for_words else _Reader().read(content)


def _parser() -> expat.XMLParserType:
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    return made


def _parse(parser: expat.XMLParserType, content: bytes, *, is_last: bool = True) -> None:
    try:
        parser.Parse(content, is_last)
    except (expat.ExpatError, ValueError, LookupError):
        raise XmlRefused from None


class _WordsReader:
    """Reads the text of all elements until there is enough; the rest is only looked at for being well-formed."""

    def __init__(self, room: int):
        self.room = room
        self.text: list[str] = []
        self.parser = _parser()
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def read(self, content: bytes) -> Part:
        for start in range(0, len(content), BITE):
            _parse(self.parser, content[start : start + BITE], is_last=start + BITE >= len(content))
            if self.room < 0:
                self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        return Part(text="".join(self.text))

    def _end(self, name: str) -> None:
        local = _local(name)
        if local in LINE_ENDS:
            self.text.append("\n")
        elif local == "v" and self.text and COUNTED.fullmatch(self.text[-1]):
            self.room += len(self.text.pop())

    def _characters(self, text: str) -> None:
        self.text.append(text)
        self.room -= len(text)


class _Reader:
    """Reads all that a part holds."""

    def __init__(self):
        self.part = Part()
        self.inside: list[str] = []
        self.text: list[str] = []
        self.fields: list[str] = []
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def read(self, content: bytes) -> Part:
        _parse(self.parser, content)
        self.part.text, self.part.fields = "".join(self.text), "".join(self.fields)
        return self.part

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        self.inside.append(local)
        named = {_local(key): value for key, value in attributes.items()}
        if "ContentType" in named:
            self.part.content_types.append(named["ContentType"])
        if named.get("TargetMode", "").lower() == "external":
            self.part.links_outside.append(named.get("Type", ""))
        if local == "fldSimple":
            self.fields.append(f" {named.get('instr', '')} ")
        if local == "fldChar":
            self.fields.append(FIELD_MARK)
        self.part.has_dde |= local == "ddeLink"

    def _end(self, name: str) -> None:
        local = self.inside.pop()
        if local in LINE_ENDS:
            self.text.append("\n")
            self.fields.append(" ")

    def _characters(self, text: str) -> None:
        local = self.inside[-1]
        if local in FIELD_TEXT:
            self.fields.append(text)
        elif local in WRITTEN and not MEASURED.fullmatch(text.strip()):
            self.text.append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_) -> None:
    raise XmlRefused
