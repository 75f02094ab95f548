"""The wall (大屏): one dark screen that turns its pages and refreshes by itself."""
