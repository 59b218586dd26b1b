"""Hold what the scripts that make the geographic base data have in common."""
