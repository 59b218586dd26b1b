"""Documents out of files: one reader a format, nothing lost without a word."""
