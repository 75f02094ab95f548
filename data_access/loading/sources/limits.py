"""Read archives and compressed files within bounds: no bomb fills the memory, no name leads elsewhere."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from data_access.loading.messages import LoadRefused

LARGEST = 2 << 30
"""Bytes that a file may have once unpacked."""

SUSPECT = 50 << 20
MOST_PACKED = 200
"""From SUSPECT bytes on, unpacked content may be this many times the packed: tables reach 50, bombs 1,000."""

FAULTS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
"""What broken, unknown and encrypted archives raise."""


def gunzipped(raw: bytes, name: str) -> bytes:
    """Return the content of a gzip file; raises LoadRefused where it is broken or unpacks to too much."""
    most = LARGEST if len(raw) * MOST_PACKED > LARGEST else max(SUSPECT, len(raw) * MOST_PACKED)
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            content = file.read(most + 1)
    except FAULTS as error:
        raise LoadRefused("table", file=name, detail=str(error).strip()[:200]) from error
    if len(content) > most:
        raise LoadRefused("too_large", file=name)
    return content


def members(raw: bytes, name: str, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """Yield the wanted files of a ZIP by name without folders; raises LoadRefused where it is broken or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            check_size(archive, len(raw), name)
            for info in archive.infolist():
                member = _name(info)
                if not info.is_dir() and not _is_litter(member) and wanted(member):
                    yield member, archive.read(info)
    except FAULTS as error:
        raise LoadRefused("table", file=name, detail=str(error).strip()[:200]) from error


def check_size(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Raise LoadRefused where an archive unpacks to too much."""
    size = sum(info.file_size for info in archive.infolist())
    if size > LARGEST or (size > SUSPECT and size > MOST_PACKED * packed):
        raise LoadRefused("too_large", file=name)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name without folders; old Chinese archives write names in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):  # a name of its own right then
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").rpartition("/")[2]


def _is_litter(name: str) -> bool:
    """Tell whether a file is what macOS and Office leave beside the others."""
    return name.startswith((".", "._", "~$")) or name == "Thumbs.db"
