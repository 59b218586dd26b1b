"""Values and protocols: what the stages pass to each other."""
