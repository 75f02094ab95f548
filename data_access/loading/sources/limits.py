"""Read files, archives and compressed files within bounds: no bomb fills the memory, no name leads elsewhere."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from data_access.loading.messages import LoadRefused

LARGEST = 2 << 30
"""Bytes that a file may have once unpacked."""

SUSPECT = 50 << 20
MOST_PACKED = 200
"""From SUSPECT bytes on, unpacked content may be this many times the packed: tables reach 50, bombs 1,000."""

LONGEST_LINE = 1 << 20
"""Bytes; also how many of a text are read at once."""

FAULTS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
"""What broken, unknown and encrypted archives raise."""


def file_bytes(path: Path) -> bytes:
    """Return a file's content; raises LoadRefused where there is none to read."""
    with opened(path) as file:
        return file.read()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to read; raises LoadRefused where there is none, or we may not."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise LoadRefused("no_file", file=path) from error
    except OSError as error:
        raise LoadRefused("unreadable", file=path, detail=error.strerror or error) from error


def unpacked(raw: bytes, name: str) -> bytes:
    """Return a text file's content, unpacked where it is a .gz.

    Raises LoadRefused where that is broken, unpacks to too much or has a line longer than any table's.
    """
    if not name.lower().endswith(".gz"):
        return raw
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            return b"".join(checked(file, name, _most(len(raw))))
    except FAULTS as error:
        raise LoadRefused("damaged", file=name) from error


def checked(file: IO[bytes] | gzip.GzipFile, name: str, most: int = LARGEST) -> Iterator[bytes]:
    """Yield a text file piece by piece; raises LoadRefused where it or one of its lines is too long."""
    size = line = 0
    while piece := file.read(LONGEST_LINE):
        size += len(piece)
        ends = [
            place for sign in (b"\n", b"\r") for place in (piece.find(sign), piece.rfind(sign)) if place >= 0
        ]
        if size > most:
            raise LoadRefused("too_large", file=name)
        if line + min(ends, default=len(piece)) > LONGEST_LINE:
            raise LoadRefused("long_line", file=name, most=f"{LONGEST_LINE:,}")
        line = len(piece) - max(ends) if ends else line + len(piece)
        yield piece


def members(path: Path, wanted: Callable[[PurePosixPath], bool]) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the wanted files of a ZIP, by name; raises LoadRefused where it is broken or a bomb."""
    with opened(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                check_size(archive, path.stat().st_size, path.name)
                for info in archive.infolist():
                    member = PurePosixPath(_name(info))
                    if not info.is_dir() and not _is_litter(member.name) and wanted(member):
                        yield member, archive.read(info)
        except FAULTS as error:
            raise LoadRefused("damaged", file=path.name) from error


def check_size(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Raise LoadRefused where an archive unpacks to too much."""
    if sum(info.file_size for info in archive.infolist()) > _most(packed):
        raise LoadRefused("too_large", file=name)


def _most(packed: int) -> int:
    """Return how many bytes a file of so many packed bytes may unpack to."""
    return min(LARGEST, max(SUSPECT, packed * MOST_PACKED))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; old Chinese archives write names in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):  # a name of its own right then
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/")


def _is_litter(name: str) -> bool:
    """Tell whether a file is what macOS and Office leave beside the others."""
    return name.startswith((".", "._", "~$")) or name == "Thumbs.db"
