"""A build in PostgreSQL with PostGIS: read by many servers, written by many builders."""
