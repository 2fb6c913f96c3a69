"""Files on their way in: kept under a random name, outside any served folder, until read."""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from importing.limits import MAX_DOCUMENT_BYTES, MB
from importing.records import Refused

LARGEST = MAX_DOCUMENT_BYTES  # of all formats that can be read
PIECE = 256 * 1024
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Upload:
    """A stored file: the name it lies under, and its size in bytes."""

    key: str
    size: int


def store(pieces: Iterable[bytes]) -> Upload:
    """Keep a file; raises Refused when it is too large, or can't be written here."""
    key = secrets.token_hex(16)
    path = path_of(key)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "xb", opener=private) as file:
            return Upload(key, _copy(pieces, file, path))
    except OSError as error:
        raise Refused(_("The file could not be stored: %s.") % error.strerror) from error


def _copy(pieces: Iterable[bytes], file: IO[bytes], path: Path) -> int:
    """The size; nothing is left of a file that is too large or does not fit on the disk."""
    size = 0
    try:
        for piece in pieces:
            size += file.write(piece)
            if size > LARGEST:
                raise Refused(too_large())
    except (OSError, Refused):
        path.unlink()
        raise
    return size


def private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of an open file, bit by bit."""
    while piece := file.read(PIECE):
        yield piece


def path_of(key: str) -> Path:
    """Where the file of this key lies. Keys are ours, never names from outside."""
    return Path(settings.UPLOAD_ROOT) / key


def discard(key: str) -> None:
    """Forget a file; it may be gone already."""
    path_of(key).unlink(missing_ok=True)


def stored_before(moment: float) -> list[str]:
    """The keys of files last written before a moment (seconds since 1970)."""
    root = Path(settings.UPLOAD_ROOT)
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if KEY.fullmatch(path.name)]  # others may be there
    return sorted(path.name for path in found if path.stat().st_mtime < moment)


def too_large() -> str:
    return _("This file is too large: at most %(limit)d MB can be read. Divide it.") % {
        "limit": LARGEST // MB
    }


class SizeLimit(FileUploadHandler):
    """Stops taking a request's file in once it is larger than anything that is read here.

    Stands first in FILE_UPLOAD_HANDLERS, so that nobody can fill the disk.
    """

    passed = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST:
            self.passed = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int | None) -> UploadedFile[bytes] | None:
        return None  # the handlers behind this one keep the file


def was_too_large(request: HttpRequest) -> bool:
    """Whether SizeLimit stopped this request's file; known once request.FILES has been read."""
    return any(
        isinstance(handler, SizeLimit) and handler.passed for handler in request.upload_handlers
    )
