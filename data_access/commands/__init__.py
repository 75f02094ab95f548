"""What the command line has of its own: checks of what is loaded, the data dictionary."""
