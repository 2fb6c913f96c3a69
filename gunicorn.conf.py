"""How the web processes run, in `make run` and in containers alike."""

import os

from relcrm import logs
from relcrm.env import env, logs_as_lines

wsgi_app = "relcrm.wsgi"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
# A slow visitor holds a thread until its request has come: have more than such visitors.
threads = int(os.environ.get("WEB_THREADS", "64"))
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
logconfig_dict = logs.config(
    as_lines=logs_as_lines(embedded=not env.str("DATABASE_URL", "")), level="INFO"
)
# The heartbeat file must not wait for a disk.
SHARED_MEMORY = "/dev/shm"  # noqa: S108 (files there are made by mkstemp)
worker_tmp_dir = SHARED_MEMORY if os.path.isdir(SHARED_MEMORY) else None
control_socket_disable = True
