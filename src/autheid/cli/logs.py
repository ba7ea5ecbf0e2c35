"""Structured logs on standard error: JSON lines, or text for a person at a terminal. Never personal data."""

from __future__ import annotations

import logging
import sys

import structlog

from autheid.outside.deployment_facts import RecentTroubles


def set_up_logs(log_format: str, *, troubles: RecentTroubles | None = None) -> None:
    """Set up structlog, and the standard library's logging behind it for what libraries say."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        # The library's own choice of traceback prints every local variable, and those hold personal data.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            *(() if troubles is None else (troubles,)),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *((structlog.processors.format_exc_info,) if log_format == "json" else ()),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
