"""One XML part of an Office file, read in a stream: what it links to, what fields it has, what people wrote in it."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

# Word and PowerPoint (t), Excel (t in texts, v in cells); comments and notes have the same.
WRITTEN = {"t", "v"}
FIELD_TEXT = {"instrText", "delInstrText"}
LINE_ENDS = {"p", "si", "c", "br", "tab", "tc", "comment"}
FIELD_MARK = "\x1e"  # stands where a field begins, has its result or ends
# A number as a program wrote it, which nobody reads as a number of a person.
MEASURED = re.compile(r"-?\d*\.\d+(?:[eE][+-]?\d+)?|-?\d+[eE][+-]?\d+")


class XmlRefused(Exception):
    """A part that is not well-formed, or that brings definitions of its own (and so could unfold without end)."""


@dataclass
class Part:
    content_types: list[str] = field(default_factory=list)
    links_outside: list[str] = field(default_factory=list)  # how each is linked: the relationship's type
    fields: str = ""
    text: str = ""
    has_dde: bool = False


def read_part(content: bytes) -> Part:
    """Return what a part holds. Raises XmlRefused."""
    return _Reader().read(content)


class _Reader:
    def __init__(self):
        self.part = Part()
        self.inside: list[str] = []
        self.text: list[str] = []
        self.fields: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def read(self, content: bytes) -> Part:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise XmlRefused from None
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
