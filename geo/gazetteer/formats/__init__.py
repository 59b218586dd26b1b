"""Gazetteers of others, row by row: GeoNames' dumps, Linked Places, plain tables."""
