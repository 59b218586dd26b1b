"""CQL2, the filter language of OGC: read into a tree, from text and from JSON."""
