"""Logs: a line a request and a traceback a fault, to be read by people or by machines."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

from geo.api.settings import Settings

ACCESS = logging.getLogger("dateline.access")
FAULTS = logging.getLogger("dateline.faults")
SERVER = logging.getLogger("dateline.server")
_RENAMED = {"asctime": "time", "levelname": "level", "name": "logger"}
_TIME = "%Y-%m-%dT%H:%M:%S%z"


def configure_logs(settings: Settings) -> None:
    """Send what this server and uvicorn say to standard error in the format that is set."""
    level = settings.log_level.upper()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"chosen": _FORMATS[settings.log_format]},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
            "loggers": {
                "dateline": {"handlers": ["stderr"], "level": level, "propagate": False},
                # Of its own life uvicorn tells only what went wrong; requests are told here.
                "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
                "uvicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
                "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            },
        }
    )


_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": _TIME},
    "json": {
        "()": "pythonjsonlogger.orjson.OrjsonFormatter",
        "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        "rename_fields": _RENAMED,
        "datefmt": _TIME,
    },
}
