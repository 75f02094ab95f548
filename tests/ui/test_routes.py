"""What the server answers beside the pages."""

from __future__ import annotations

import threading

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from ui import routes


def test_who_asks_whether_it_is_ready_is_answered_while_the_database_is_not(monkeypatch):
    """Ten times over, though none of the questions to the database has come back."""
    back = threading.Event()

    def asked() -> JSONResponse:
        back.wait(60)
        return JSONResponse({"ready": True})

    monkeypatch.setattr(routes, "_readiness", asked)
    monkeypatch.setattr(routes, "READY_WITHIN", 0.1)
    with TestClient(Starlette(routes=routes.ROUTES)) as client:
        told = [client.get("/-/ready") for _ in range(10)]
        assert [answer.status_code for answer in told] == [503] * 10
        assert told[0].json() == {"ready": False, "fault": "slow"}
        back.set()
        monkeypatch.setattr(routes, "READY_WITHIN", 60)
        assert client.get("/-/ready").json() == {"ready": True}
