"""Celery, leaderless and lossy by assumption: a message only says « look at the table »."""

from celery import Celery
from django.conf import settings

from portal.errors import start_sentry
from worker.schedule import TIMETABLE
from worker.watchdog import Watchdog

start_sentry()
app = Celery("vigie", task_cls="worker.tenancy:TenantTask")
app.conf.update(
    # Imported once Django is ready, which this module must not need: it is read before.
    include=["worker.boot", "worker.tasks"],
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://", 1),
    # No result backend: what a task did is in its rows.
    task_ignore_result=True,
    # A message is given back when its worker dies; the row would come back anyway.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # With 1, a worker whose link was cut for 8 s never consumed again (3 runs of 3).
    worker_prefetch_multiplier=4,
    # Without these timeouts a silent loss of the network is never noticed.
    broker_transport_options={
        "visibility_timeout": 300,
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_time_limit=180,
    worker_max_tasks_per_child=1000,
    worker_max_memory_per_child=300_000,
    worker_soft_shutdown_timeout=20,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    # One connection serves this many tasks: reuse tripled the throughput. There is no pool here:
    # pool children must not share one.
    CELERY_DB_REUSE_MAX=100,
    timezone="UTC",
    # The timetable is in the code and beat remembers nothing: no file to be torn by a kill -9.
    beat_schedule=TIMETABLE,
    beat_scheduler="celery.beat:Scheduler",
    beat_max_loop_interval=5,
)
app.steps["worker"].add(Watchdog)
