"""Places by their names, and the same as a geopy geocoder."""
