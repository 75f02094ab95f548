"""What tests of signing in start: a provider of OpenID Connect, and the app that asks it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from tests.serving import START_SECONDS, free_ports, served

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a text by chance that nobody guesses: 7b1d0c"
client_id = "governance"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@contextmanager
def provider(readers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Start a provider that knows readers by these claims, and give its address."""
    [port] = free_ports(1)
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port)]
    command += [word for claims in readers for word in ("--user-claims", json.dumps(claims))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(f"{base}/.well-known/openid-configuration")
        yield base
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def served_to_readers(database: URL, asked: str, folder: Path) -> Iterator[str]:
    """Start the app so that readers sign in at the provider at an address, and give its own."""
    [port] = free_ports(1)
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(port=port, provider=asked), "utf-8")
    with served(database, **{"server.port": str(port), "secrets.files": str(secrets)}) as (base, _):
        yield base


def _wait_until_up(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(address)
