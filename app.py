"""The entry of `streamlit run app.py` and `uvicorn app:app`: the frame around the pages, and the routes beside them."""

import streamlit as st
from altair.utils import schemapi
from starlette.middleware import Middleware
from streamlit import config

from pages.overview.plain import ROUTES as PLAIN
from ui.access.held import ForReaders
from ui.access.proxies import Believed
from ui.access.ways import signs_in
from ui.frame import SCRIPT
from ui.guard.answers import Guarded
from ui.guard.callers import Named, Nearby, OwnPages
from ui.maps.tiles import origins
from ui.navigation import SUBJECTS, address
from ui.routes import ROUTES, alive, page_routes
from ui.siblings import Shared

schemapi.disable_debug_mode()  # half of the time that a chart takes to make; tests hold every chart against the schema
# Streamlit reads `.streamlit/` beside its main script, which is the frame's; uvicorn may start elsewhere.
config._main_script_path = config._main_script_path or __file__
app = st.App(
    SCRIPT,
    routes=[*ROUTES, *PLAIN, *page_routes(map(address, SUBJECTS))],
    middleware=[
        Middleware(Guarded, pictures_from=origins),
        Middleware(Nearby, signed_in=signs_in),
        Middleware(Named, signed_in=signs_in),
        Middleware(OwnPages),
        Middleware(Believed),
        Middleware(ForReaders),
        Middleware(Shared),
    ],
    lifespan=alive,
)
