"""Which place a name means, and whether it stands for the place at all."""
