"""Wires the apps together, decides nothing."""

from relcrm.celery import app as celery_app

__all__ = ["celery_app"]
