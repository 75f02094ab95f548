"""Overview (总览)."""
