"""What ties the apps into one program: settings, addresses, the worker, the two ways to run."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
