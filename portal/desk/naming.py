"""Names for people of what machines call themselves: browsers, drivers of the clock."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# The first that answers: most browsers also say the name of those they descend from.
_BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/",), "Opera"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
_SYSTEMS = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("Mac OS X", "Macintosh"), "macOS"),
    (("CrOS",), "ChromeOS"),
    (("Linux", "X11"), "Linux"),
)
_DRIVERS = {
    "celery": gettext_noop("Dernier tour par Celery"),
    "loop": gettext_noop("Dernier tour par la boucle d’alerte"),
    "reconcile": gettext_noop("Dernière relecture des échéances"),
    "recurrences": gettext_noop("Dernière ouverture des obligations périodiques"),
    "vendors": gettext_noop("Derniers certificats transmis aux clients"),
    "digest_rows": gettext_noop("Dernière recherche de lecteurs du résumé"),
    "watch": gettext_noop("Dernière veille sur les autres"),
    "canary": gettext_noop("Dernier signe de l’horloge Celery"),
}


def browser_words(agent: str) -> str:
    """Return « Firefox, Windows » for what a browser says of itself."""
    browser = _first(_BROWSERS, agent) or _("Navigateur inconnu")
    return ", ".join(filter(None, (browser, _first(_SYSTEMS, agent))))


def driver_words(driver: str) -> str:
    """Return what a driver of the clock last did; its own name when it is not known."""
    return _(_DRIVERS[driver]) if driver in _DRIVERS else driver


def _first(names: tuple[tuple[tuple[str, ...], str], ...], agent: str) -> str:
    return next((name for marks, name in names if any(mark in agent for mark in marks)), "")
