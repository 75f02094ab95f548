"""`python -m data_access`: the command line of `data_access.commands.line`, left by Ctrl-C at any time."""

from __future__ import annotations

import signal
import sys


def run() -> int:
    """Run the command that was asked for and return its exit code."""
    handler = signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # nothing has begun while modules are found: just end
    from data_access.commands.line import main  # noqa: PLC0415 - seconds, in which Ctrl-C is to leave no traceback

    signal.signal(signal.SIGINT, handler)
    return main()


if __name__ == "__main__":
    sys.exit(run())
