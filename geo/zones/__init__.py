"""Contact lines out of control tables, zones out of rules."""
