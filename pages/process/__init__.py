"""Where time goes (办理过程)."""
