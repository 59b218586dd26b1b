"""Mentions of places, zones, lines and quantities in a text."""
