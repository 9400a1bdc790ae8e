"""The web server, in production and in one-command mode; the environment decides the numbers."""

import os
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.logs import SAFE_ADDRESS, PlainFormatter


class PlainLogger(Logger):
    """What goes wrong outside of Django, in the middle of a download for example, is told as plainly as the rest."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PlainFormatter())


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
access_log_format = f'%(t)s "%(m)s %({{{SAFE_ADDRESS}}}e)s" %(s)s %(B)s %(M)sms'
