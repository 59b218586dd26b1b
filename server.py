"""ASGI entry point: ``uvicorn server:app``; settings from ``DATELINE_*``."""

from geo.api.serve import app_or_exit

app = app_or_exit()
