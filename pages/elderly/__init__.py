"""Grid and elders (网格+养老)."""
