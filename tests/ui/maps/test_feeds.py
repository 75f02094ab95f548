"""What maps ask of the server after they are drawn: only by an address that a page was given, and only sound looks."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data_access.database.faults import DatabaseFault
from ui.maps import feeds
from ui.maps.ground import Box


@pytest.fixture
def client():
    return TestClient(Starlette(routes=feeds.ROUTES))


def corner(look: feeds.Look) -> list[float | None]:
    """What a feed answers here: its window's western edge and its zoom."""
    assert look.box is not None
    return [look.box.west, look.zoom]


def test_a_feed_answers_with_its_look_and_its_address_tells_nothing(client):
    address = feeds.offer(("a", 1), corner)
    assert address == feeds.offer(("a", 1), corner)
    assert address != feeds.offer(("a", 2), lambda look: None)
    answer = client.get(address, params={"box": "118,24,119,25", "zoom": "13.5"})
    assert answer.json() == [118.0, 13.5]


def test_a_feed_answers_the_browser_alone_that_was_shown_the_page(client, monkeypatch):
    """An address that is read over a shoulder, or replayed from a log, is worth nothing elsewhere."""
    monkeypatch.setattr(feeds, "_asked", [lambda: "mine"])
    address = feeds.offer(("a", 1), lambda look: "figures")
    assert client.get(address).status_code == 404
    assert client.get(address, headers={"Cookie": "browser=another"}).status_code == 404
    assert client.get(address, headers={"Cookie": "browser=mine"}).json() == "figures"
    monkeypatch.setattr(feeds, "_asked", [lambda: "another"])
    assert feeds.offer(("a", 1), lambda look: "figures") != address
    assert client.get(address, headers={"Cookie": "browser=mine"}).json() == "figures"


def test_a_feed_may_answer_without_a_look(client):
    assert client.get(feeds.offer("whole", lambda look: [look.box, look.zoom])).json() == [None, None]


def test_a_feed_may_be_asked_for_words(client):
    address = feeds.offer("words", lambda look: look.words)
    assert client.get(address, params={"words": "梅 &庭"}).json() == "梅 &庭"
    assert client.get(address).json() is None


@pytest.mark.parametrize(
    "asked",
    [{"box": "1,2,3"}, {"box": "a,b,c,d"}, {"box": "119,24,118,25"}, {"box": "nan,0,1,1"}, {"zoom": "inf"}],
)
def test_a_bad_look_is_refused(client, asked):
    address = feeds.offer("bad", lambda look: Box(0, 0, 1, 1).west)
    assert client.get(address, params=asked).status_code == 400


def test_unknown_addresses_and_faults(client):
    assert client.get(feeds.PREFIX + "0" * 32).status_code == 404

    def broken(_):
        raise DatabaseFault("unreachable", "somewhere")

    assert client.get(feeds.offer("broken", broken)).status_code == 503


def test_the_oldest_feed_gives_way(client, monkeypatch):
    monkeypatch.setattr(feeds, "FEEDS_KEPT", 2)
    oldest, *_ = [feeds.offer(("old", number), lambda look: 1) for number in range(3)]
    assert client.get(oldest).status_code == 404
