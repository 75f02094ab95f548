"""Maps on pages, as files and in print. Leaflet comes from our own host."""

from ui.maps import assets

assets.use_own_host()
