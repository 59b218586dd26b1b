"""Sentences: the passages that pins lead back to."""
