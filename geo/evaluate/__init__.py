"""How right the reading is, measured against texts that people marked."""
