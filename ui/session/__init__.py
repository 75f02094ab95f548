"""A user's session: its language, its state, the pages' parameters in the URL, the open database and the view."""
