"""One box that finds anything from every page, and the views that a reader saved."""
