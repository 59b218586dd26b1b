"""A build as a site of plain files: what a server would answer, ready for any host."""
