"""Settings, read once from the environment, typed, refused with a sentence when wrong."""

import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.security import CONTENT_SECURITY_POLICY  # noqa: F401 - read by django-csp
from tenants.accounts import allauth_settings

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """Every variable of the environment that Vigie reads."""

    model_config = SettingsConfigDict(secrets_dir=None, extra="ignore")

    secret_key: SecretStr = Field(min_length=32)
    database_url: str = Field(pattern=r"^postgres(ql)?://")
    redis_url: str = Field(pattern=r"^(rediss?|redis\+socket|unix)://")
    email_url: str = Field(pattern=r"^smtps?(\+tls)?://")
    public_url: str = Field(pattern=r"^https?://[^/]+$")
    mail_from: str = "Vigie <vigie@localhost>"
    media_root: Path = ROOT / "var" / "media"
    static_root: Path = ROOT / "var" / "static"
    demo: bool = False
    chat_private_hosts: bool = False
    sentry_dsn: str = ""
    release: str = ""
    web_pool: int = 0
    alert_lease_seconds: int = Field(default=60, ge=5)
    alert_retry_cap_seconds: int = Field(default=900, ge=1)
    alert_pump_seconds: float = Field(default=20, ge=0.5, lt=60)
    watch_email_url: str = Field(default="", pattern=r"^(smtps?(\+tls)?://.+)?$")
    watch_to: str = ""
    watch_url: SecretStr = SecretStr("")
    watch_ping_url: str = Field(default="", pattern=r"^(https?://.+)?$")


def _environment() -> Environment:
    try:
        return Environment()
    except ValidationError as error:
        names = ", ".join(str(fault["loc"][0]).upper() for fault in error.errors())
        raise ImproperlyConfigured(
            f"Vigie ne démarre pas : vérifiez {names} (voir le README, « Variables »)."
        ) from None


ENV = _environment()


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {
        "server_side_binding": True,
        "connect_timeout": 5,
        "keepalives": 1,
        "tcp_user_timeout": 5000,
    }
    if ENV.web_pool:
        options["pool"] = {"min_size": 1, "max_size": ENV.web_pool, "max_lifetime": 1200}
    return {
        "ENGINE": "tenants.directory.pgbackend",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port") or ""),
        "CONN_MAX_AGE": 0 if ENV.web_pool else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


# --- what runs -------------------------------------------------------------------------------
SECRET_KEY = ENV.secret_key.get_secret_value()
DEBUG = False
DEMO = ENV.demo
TESTING = "pytest" in sys.modules
PUBLIC_URL = ENV.public_url
ALLOWED_HOSTS = [str(urlsplit(PUBLIC_URL).hostname), "localhost", "127.0.0.1"]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SENTRY_DSN = ENV.sentry_dsn
RELEASE = ENV.release

SHARED_APPS = [
    "django_tenants",
    "tenants.accounts",
    "tenants.directory",
    "tenants.agenda",
    "tenants.library",
    "tenants.portfolio",
    "portal",
    "portal.desk",
    "portal.deadlines",
    "portal.public",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
TENANT_APPS = [
    "portal.journal",
    "portal.processors",
    "portal.register",
    "portal.opening",
    "portal.rights",
    "portal.incidents",
    "portal.duties",
]
if DEMO:
    SHARED_APPS.append("portal.demonstration")
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

MIDDLEWARE = [
    # First, so that redirections, static files and errors of what follows carry the headers too.
    "portal.security.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "tenants.directory.middleware.PortalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.directory.middleware.PersonMiddleware",
    "tenants.accounts.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tenants.accounts.session_life.SessionLifeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tenants.accounts.second_factor.SecondFactorMiddleware",
    "tenants.directory.middleware.EstablishmentMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.directory.middleware.PermissionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.templatetags.vigie"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portal.desk.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ------------------------------------------------------------------------------------
DATABASES = {"default": _database(ENV.database_url)}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "directory.Establishment"
REDIS_URL = ENV.redis_url
# In PostgreSQL, so that losing Valkey opens no door: the throttles of sign-in live here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "KEY_FUNCTION": "tenants.directory.caching.tenant_key",
        # Django's 300 would let anybody evict a throttle by filling the table.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
MEDIA_ROOT = ENV.media_root
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# That bounds the text of forms alone; the first handler bounds each file.
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
vars().update(
    {name: value for name, value in vars(allauth_settings).items() if name.isupper()},
)
SESSION_COOKIE_NAME = "vigie_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.desk.refusals.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- transport -------------------------------------------------------------------------------
SECURE = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Not « no-referrer »: browsers then send « Origin: null » with every form, which the CSRF check
# refuses.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
if SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-vigie", "__Host-csrf"
X_FRAME_OPTIONS = "DENY"
# Over https the portal stands behind one reverse proxy, which says the visitor's address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# --- mail ------------------------------------------------------------------------------------
_mail = urlsplit(ENV.email_url)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20
# Chat on the machine itself or its network, for tests and demonstrations only.
CHAT_PRIVATE_HOSTS = ENV.chat_private_hosts
if CHAT_PRIVATE_HOSTS and PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "Vigie ne démarre pas : CHAT_PRIVATE_HOSTS ouvrirait votre réseau aux adresses que les"
        " personnes saisissent ; retirez-le (il ne sert qu’aux essais, en http)."
    )
EMAIL_BACKEND = "tenants.agenda.mail_backend.RelayBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from
MAIL_DOMAIN = str(urlsplit(PUBLIC_URL).hostname)
ALERT_LEASE_SECONDS = ENV.alert_lease_seconds
ALERT_RETRY_CAP_SECONDS = ENV.alert_retry_cap_seconds
ALERT_PUMP_SECONDS = ENV.alert_pump_seconds
# The watch has its own way to the operator: a relay, addresses, a service, a dead man's switch.
WATCH_EMAIL_URL = ENV.watch_email_url or ENV.email_url
WATCH_TO = [address.strip() for address in ENV.watch_to.split(",") if address.strip()]
WATCH_URL = ENV.watch_url.get_secret_value()
WATCH_PING_URL = ENV.watch_ping_url

# --- words and files -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "portal" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root
STATICFILES_DIRS = [ROOT / "portal" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"wordless": {"()": "portal.errors.WordlessFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "wordless"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
