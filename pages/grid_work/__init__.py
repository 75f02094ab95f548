"""Grid work (网格工作)."""
