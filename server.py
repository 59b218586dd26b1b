"""ASGI entry point: ``uvicorn server:app``; settings from ``DATELINE_*``."""

from geo.api.serve import app_from_settings

app = app_from_settings()
