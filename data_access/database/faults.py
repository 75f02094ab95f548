"""What is wrong with a case database that cannot be read."""

from __future__ import annotations


class DatabaseFault(Exception):  # noqa: N818 - a fault of the database, not of the program
    """A case database that cannot be read.

    `kind` is one of missing, unpointed (a folder that has files, but none that is current), locked, foreign
    (tables of another application), not_a_database, old_schema, address, driver, port, unescaped (parts of its URL
    that are none), unknown_host, login (user or password), unreachable, lost (a connection, while it was used), slow
    (no answer in time), full (the disk), denied (no right to read or write), empty, replaced (another load came
    between), not_kept (a generation that cannot be gone back to), broken; `place` is the file or the URL without its
    passwords; `detail` is the driver's own message without them.
    """

    def __init__(self, kind: str, place: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {place}: {detail}")
        self.kind = kind
        self.place = place
        self.detail = detail
