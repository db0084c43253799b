"""The programs of the portal: what `up` runs, and what deploy/ runs the same way."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from launcher.places import PYTHON, ROOT, Places
from launcher.program import Program

_BIN = PYTHON.parent
_WEB_THREADS = "4"
_WEB_WORKERS = "2"


def web(port: int, environment: Mapping[str, str], log: Path) -> Program:
    """Return the portal on 127.0.0.1:`port`."""
    return Program(
        name="web",
        label="Le portail",
        argv=(
            *(str(_BIN / "gunicorn"), "portal.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--workers", _WEB_WORKERS, "--threads", _WEB_THREADS),
            *("--max-requests", "5000", "--max-requests-jitter", "500"),
            *("--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "30"),
            *("--no-control-socket", "--log-level", "warning"),
        ),
        # One connection per thread: a request never waits for one.
        env={**environment, "WEB_POOL": _WEB_THREADS},
        log=log / "web.log",
    )


def catcher(email_url: str, mail_url: str, environment: Mapping[str, str], log: Path) -> Program:
    """Return the mail catcher: SMTP where the portal sends, HTTP where people read."""
    return Program(
        name="catcher",
        label="Le courrier de démonstration",
        argv=(
            *(str(PYTHON), "-P", "-m", "launcher.catcher"),
            *("--smtp", str(urlsplit(email_url).port)),
            *("--http", str(urlsplit(mail_url).port)),
        ),
        env=environment,
        log=log / "catcher.log",
    )


def after_web(environment: Mapping[str, str], *, places: Places) -> tuple[Program, ...]:
    """Return those behind the portal: worker, beat, the loop that needs no broker, the watch."""
    celery = (str(_BIN / "celery"), "-A", "worker.app")
    quiet = ("--loglevel", "warning")
    return (
        Program(
            name="worker",
            label="L’ouvrier Celery",
            argv=(*celery, "worker", *quiet, "--pool", "prefork", "--concurrency", "2"),
            env=environment,
            log=places.log / "worker.log",
        ),
        Program(
            name="beat",
            label="L’horloge Celery",
            argv=(*celery, "beat", *quiet, "--pidfile="),
            env=environment,
            log=places.log / "beat.log",
        ),
        Program(
            name="loop",
            label="La boucle d’alerte",
            argv=(str(PYTHON), str(ROOT / "manage.py"), "alertloop"),
            env=environment,
            log=places.log / "loop.log",
        ),
        Program(
            name="watch",
            label="La vigie de l’horloge",
            argv=(str(PYTHON), str(ROOT / "manage.py"), "watch"),
            env=environment,
            log=places.log / "watch.log",
        ),
    )
