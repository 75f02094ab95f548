"""The door: whoever may see something comes in with the limit of it, everybody else is told why not.

Nothing of a page, not even its name, and nothing of the data is read or drawn for who stays outside. It is asked anew
on each run, so that who loses a role loses the page with it.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data_access.roles import Grant
from data_access.settings import SettingsError
from ui.access.reader import Reader, is_over, reader
from ui.access.refusal import Refusal, refuse
from ui.access.rights import Rights, Stamp, rights, roles_stamp
from ui.access.ways import Way, WayError, way
from ui.session import state
from ui.words.text import in_short, t

NOTHING: frozenset[str] = frozenset()


def entered(prepare: Callable[[], None]) -> bool:
    """Return whether this run may draw a page; where not, the page that says why is drawn.

    `prepare` is called before the database is read for whom the roles know.
    """
    try:
        by = way()
        found = None if by is None else _asked(by, prepare)
    except WayError as error:
        found = Refusal("broken", fault=error.kind, details={"detail": error.detail})
    except SettingsError as error:
        told = {"file": error.file, "key": error.key, "detail": error.detail}
        found = Refusal("roles", fault=error.kind, details=told)
    if found is None:
        st.session_state[state.LIMIT] = None
        return True
    if isinstance(found, Refusal):
        _kept_for(None)
        st.session_state[state.LIMIT] = NOTHING
        refuse(found)
        return False
    _let_in(*found)
    return True


def begin_again_if_reader_changed() -> None:
    """Run the whole page again where reader or roles are others than it was drawn for, or a sign-in is over.

    A part that runs alone passes no door.
    """
    owner = st.session_state.get(state.OWNER)
    if owner is not None and owner != _now():
        st.rerun()


def _now() -> object:
    """Return for whom, and by which roles, a page would be drawn now; None where for nobody."""
    try:
        by = way()
        who = None if by is None else reader(by)
        return None if by is None or who is None or is_over(who, by) else _owner(who, roles_stamp())
    except WayError:
        return None


def who_reads() -> None:
    """Draw who has signed in and as what, and the way out; nothing where nobody needs to sign in."""
    if state.READER not in st.session_state:
        return
    name, role, may_leave = st.session_state[state.READER]
    with st.container(horizontal=True, vertical_alignment="center", key="reader"):
        st.caption(**in_short(t("access.reader", name=name, role=t(f"access.role.{role}"))))
        if may_leave and st.button(t("access.leave"), type="tertiary", key="leave"):
            st.logout()


def _owner(who: Reader, roles: Stamp) -> object:
    """Return for whom, and by which state of the file of roles, a session keeps what it keeps."""
    return who.identity, roles


def _let_in(by: Way, who: Reader, held: Rights, grant: Grant) -> None:
    _kept_for(_owner(who, held.stamp))
    st.session_state[state.LIMIT] = grant.streets
    st.session_state[state.READER] = who.name, grant.role, by.header is None


def _asked(by: Way, prepare: Callable[[], None]) -> tuple[Way, Reader, Rights, Grant] | Refusal:
    """Return who reads and what they may see, or why nothing."""
    who = reader(by)
    if who is None:
        return Refusal("unnamed", by) if by.header else Refusal("signed_out", by)
    if is_over(who, by):
        return Refusal("over", by)
    held = rights(who, prepare)
    if held.grant is None:
        return Refusal("no_role", by, details={"name": who.name})
    return by, who, held, held.grant


def _kept_for(owner: object) -> None:
    """Forget what the session keeps, except its language, where it was kept for another reader or other roles."""
    if st.session_state.get(state.OWNER, NOTHING) == owner:
        return
    for key in list(st.session_state):
        if key != state.LANGUAGE:
            del st.session_state[key]
    st.session_state[state.OWNER] = owner
