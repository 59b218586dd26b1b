"""Curators' decisions: made once, they stay made."""
