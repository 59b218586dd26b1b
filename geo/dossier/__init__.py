"""A dossier: the folder of plain files that describes one conflict, checked as a whole."""
