"""gunicorn settings: threads, because pages wait for the database; two workers on a small machine."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 60
max_requests = 10_000
max_requests_jitter = 1_000
# Off: it would be a file in the home folder of whoever runs the server.
control_socket_disable = True
