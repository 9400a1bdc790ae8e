"""The web server, in production and in one-command mode; the environment decides the numbers."""

import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.guards import metrics_address
from config.logs import SAFE_ADDRESS, PlainFormatter, formatter_named
from config.request_id import IN_REQUEST


class PlainLogger(Logger):
    """What goes wrong outside of Django, in the middle of a download for example, is told as plainly as the rest."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        formatter = formatter_named(os.environ.get("LOG_FORMAT", "plain"))
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())
        if formatter is not PlainFormatter:
            for handler in self.access_log.handlers:
                handler.setFormatter(formatter())


bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 8
keepalive = 5
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "0"))
max_requests_jitter = max_requests // 10
# A worker's heartbeat file on a slow disk would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
errorlog = "-"
loglevel = "warning"
logger_class = PlainLogger
# Not the address as it was asked for: searches carry names, and some addresses are one-use keys.
accesslog = "-" if os.environ.get("ACCESS_LOG", "") == "1" else None
access_log_format = f'%(t)s "%(m)s %({{{SAFE_ADDRESS}}}e)s" %(s)s %(B)s %(M)sms %({{{IN_REQUEST}}}e)s'

_metrics = metrics_address(os.environ.get("METRICS_BIND", ""), public=bind)
_shared: dict[str, Any] = {}


def on_starting(server: Any) -> None:
    """Before the first web process: open the port of the metrics and the folder that the processes share."""
    if _metrics:
        _shared["folder"] = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="mainstay-metrics-")
        family = socket.AF_INET6 if ":" in _metrics[0] else socket.AF_INET
        _shared["socket"] = socket.create_server(_metrics, family=family)


def post_worker_init(worker: Any) -> None:
    """In each web process, once Django is there."""
    if "socket" in _shared:
        from config.metrics import serve  # not before: it needs Django, and its library looks for the folder

        serve(_shared["socket"])


def on_exit(server: Any) -> None:
    if "folder" in _shared:
        shutil.rmtree(_shared["folder"], ignore_errors=True)
