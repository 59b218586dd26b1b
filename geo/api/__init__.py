"""The web API: OGC API – Features, tiles, documents, and the page."""
