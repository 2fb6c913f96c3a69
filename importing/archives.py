"""ZIP archives, which office workbooks are too: opened with care, never unpacked to disk.

What a member inflates to is counted while it is read: what its header says may be a lie.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from importing.limits import MAX_DIRECTORY, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, MB
from importing.records import Refused

CONTENT = "[Content_Types].xml"  # of an office document
DOCUMENTS = {CONTENT.casefold(), "mimetype", "index/document.iwa"}  # names in what is one document
ZIP = b"PK\x03\x04"
END, END_64 = b"PK\x05\x06", b"PK\x06\x06"  # of the directory, which stands at the end
TAIL = 66_000
SMALL = 10 * MB  # up to here the ratio does not matter
PIECE = 64 * 1024
LONGEST_TITLE = 60
DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, OSError),
)


@dataclass(frozen=True)
class Member:
    """A file within an archive, which is read as a path is."""

    archive: Path
    name: str
    packed: int
    unpacked: int
    most: int = MAX_UNPACKED

    @property
    def base(self) -> str:
        """Its name without folders, in small letters; nothing else of the name counts."""
        return self.name.replace("\\", "/").rpartition("/")[2].casefold()

    @property
    def title(self) -> str:
        """Its name as it may be shown, without folders."""
        plain = self.name.replace("\\", "/").rpartition("/")[2]
        return "".join(char for char in plain if char.isprintable())[:LONGEST_TITLE]

    @property
    def is_hidden(self) -> bool:
        """What systems leave in archives, and nobody put there."""
        return self.base.startswith(".") or self.name.startswith("__MACOSX/")

    def open(self, _mode: str = "rb") -> BinaryIO:
        """The bytes, with the limits; the archive is closed with them."""
        return io.BufferedReader(_Counted(self), PIECE)

    def stat(self) -> "Member":
        return self

    @property
    def st_size(self) -> int:
        return self.unpacked


class _Counted(io.RawIOBase):
    """Raises Refused where a member turns out larger than anything that is read."""

    def __init__(self, member: Member) -> None:
        self._member = member
        with told():
            self._archive = zipfile.ZipFile(member.archive)
            self._file = self._archive.open(member.name)
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with told():
            self._count = self._file.seek(offset, whence)
        return self._count

    def tell(self) -> int:
        return self._count

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        with told():
            piece = self._file.read(len(view))
        self._count += len(piece)
        if is_bomb(self._count, self._member):
            raise Refused(too_large())
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            self._archive.close()
        super().close()


@contextmanager
def told() -> Iterator[None]:
    """What is damaged is refused in a sentence."""
    try:
        yield
    except Refused:
        raise
    except DAMAGED as error:
        raise Refused(_("This file is damaged: it can't be unpacked.")) from error


def is_archive(head: bytes) -> bool:
    return head.startswith(ZIP)


def members_of(path: Path | Member) -> list[Member]:
    """The files in an archive. Raises Refused for what is damaged, locked, or far too much."""
    if isinstance(path, Member):
        raise Refused(_("An archive within an archive can't be read. Unpack it first."))
    _check_directory(path)
    with told(), zipfile.ZipFile(path) as archive:
        found = archive.infolist()
    if len(found) > MAX_MEMBERS:
        raise Refused(_("There are too many files in this archive."))
    if any(each.flag_bits & 1 for each in found):
        raise Refused(_("This archive is locked with a password. Unpack it first."))
    return [
        Member(path, each.filename, each.compress_size, each.file_size)
        for each in found
        if each.filename and not each.is_dir()
    ]


def is_document(members: list[Member]) -> bool:
    """Whether an archive is one document of an office program, rather than files."""
    return not DOCUMENTS.isdisjoint(member.name.casefold() for member in members)


def _check_directory(path: Path) -> None:
    """Before it is read: an archive may name millions of files in little space."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    at, at_64 = tail.rfind(END), tail.rfind(END_64)
    large = 0
    if 0 <= at <= len(tail) - 22:
        large = struct.unpack_from("<L", tail, at + 12)[0]
    if 0 <= at_64 <= len(tail) - 56:
        large = max(large % 0xFFFFFFFF, struct.unpack_from("<Q", tail, at_64 + 40)[0])
    if large > MAX_DIRECTORY:
        raise Refused(_("There are too many files in this archive."))


def inflate(members: list[Member]) -> dict[str, int]:
    """How large each member really is; Refused as soon as all are too large."""
    sizes: dict[str, int] = {}
    for member in members:
        size = 0
        with member.open() as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if sum(sizes.values()) + size > MAX_UNPACKED:
                    raise Refused(too_large())
        sizes[member.name] = size
    return sizes


def is_bomb(unpacked: int, member: Member) -> bool:
    """Whether so many bytes are more than this member may have."""
    by_ratio = unpacked > SMALL and unpacked > MAX_RATIO * max(member.packed, 1)
    return by_ratio or unpacked > member.most


def too_large() -> str:
    limit: dict[str, Any] = {"limit": MAX_UNPACKED // MB}
    return _("This file is too large when unpacked: at most %(limit)d MB can be read.") % limit
