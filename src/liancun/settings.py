"""Settings of the one Django project (设置). What differs between installations comes from the environment:

LIANCUN_DATA      the data folder; var/ where the command is run if unset
DATABASE_URL      a PostgreSQL database; else one SQLite file in the data folder
LIANCUN_KEYS      the folder of keys; beside the data folder, never in it, so that a copy of one is not both
LIANCUN_BACKUPS   the folder of backups, better on another disk; backups/ in the data folder if unset
LIANCUN_HOSTS     names the site answers to, by commas; this machine's own always
LIANCUN_HTTPS     1 where it is served over HTTPS: secure cookies and HSTS
LIANCUN_PROXIES   proxies before the site, by commas: addresses, networks, `unix` for one at a Unix socket;
                  what anybody else says of where a request comes from is not believed
LIANCUN_TRIES     wrong passwords of a quarter of an hour from one address until it rests; 40 if unset
LIANCUN_REPORT_DAYS       days that what was wrong with a workbook is kept, with its cells; 30 if unset
LIANCUN_REPORT_MEGABYTES  and what all of it together may take; 256 if unset
LIANCUN_ASSETS    front-end files of tools/assets.py; those in the package or in build/assets if unset
LIANCUN_DEBUG     1 shows Django's debug pages; never where others can reach it
"""

import os
import secrets
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

PACKAGE = Path(__file__).resolve().parent

# --- where things lie ------------------------------------------------------------------------

DATA_DIR = Path(os.environ.get("LIANCUN_DATA") or "var").resolve()
KEYS_DIR = Path(os.environ.get("LIANCUN_KEYS") or DATA_DIR.with_name(DATA_DIR.name + ".keys")).resolve()
BACKUPS_DIR = Path(os.environ["LIANCUN_BACKUPS"]).resolve() if os.environ.get("LIANCUN_BACKUPS") else None
_ASSETS = PACKAGE / "assets" if (PACKAGE / "assets").is_dir() else PACKAGE.parents[1] / "build" / "assets"
ASSETS_DIR = Path(os.environ.get("LIANCUN_ASSETS") or _ASSETS).resolve()
FONTS_DIR = ASSETS_DIR / "fonts"
DEBUG = os.environ.get("LIANCUN_DEBUG") == "1"
HTTPS = os.environ.get("LIANCUN_HTTPS") == "1"


def named(variable: str) -> list[str]:
    """What a variable of the environment names, by commas."""
    return [name for each in os.environ.get(variable, "").split(",") if (name := each.strip())]


def number(variable: str, usual: int) -> int:
    """The whole number above 0 that a variable of the environment says."""
    said = os.environ.get(variable, "").strip() or str(usual)
    if not (said.isascii() and said.isdigit() and int(said)):
        raise ImproperlyConfigured(f"{variable}: 要写大于 0 的整数,写的是 {said} (a whole number above 0)")
    return int(said)


UNIX = "unix"


def networks(proxies: Iterable[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Where the named proxies stand, but for one at a Unix socket."""
    try:
        return tuple(ip_network(each) for each in proxies if each != UNIX)
    except ValueError as wrong:
        raise ImproperlyConfigured(
            f"LIANCUN_PROXIES: 写代理的地址或网段,如 127.0.0.1,10.0.0.0/8 (addresses or networks): {wrong}"
        ) from None


# --- the rooms, from the ground up -----------------------------------------------------------

ROOMS = (
    *("registry",),
    *("ledger", "notices", "sheets"),
    *("settlement",),
    *("land", "points", "committee", "duties", "ecology"),
    *("production", "capital", "appraisal", "conduct", "activities"),
    *("deliveries",),
    *("planning", "labour", "processing", "subsidy", "tourism"),
    *("sales",),
    *("park", "surplus"),
    *("monitoring",),
    *("outcomes",),
)
BUILT_ROOMS = tuple(room for room in ROOMS if (PACKAGE / "rooms" / room / "apps.py").is_file())

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "liancun.base",
    *(f"liancun.rooms.{room}" for room in BUILT_ROOMS),
    *(f"liancun.faces.{face}" for face in ("web", "api") if (PACKAGE / "faces" / face / "apps.py").is_file()),
    # After the web, whose templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "liancun.faces.client.ClientMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "liancun.faces.answering.AnswerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liancun.faces.web.middleware.ViewerMiddleware",
    "liancun.faces.api.tokens.TokenMiddleware",
    "liancun.faces.web.trailing.TrailMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "liancun.urls"
WSGI_APPLICATION = "liancun.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "liancun.faces.web.context.page",
            ],
        },
    },
]

# --- the database ----------------------------------------------------------------------------


CACHE_KIB = 64 * 1024
"""How much of the file a connection keeps in memory: with the default of 2 MB a year's indexes do not fit."""


def sqlite(file: Path) -> dict[str, Any]:
    """The embedded default: one file; a write takes its lock at once and is on disk when it returns."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                f"PRAGMA cache_size=-{CACHE_KIB};"
            ),
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """A database by URL, e.g. postgres://user:password@host:5432/name or postgresql:///name?host=/run/dir."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL: 只支持 postgres:// (only PostgreSQL), got {parts.scheme}://"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgres(DATABASE_URL) if DATABASE_URL else sqlite(DATA_DIR / "liancun.sqlite3")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- keys ------------------------------------------------------------------------------------


def keys_in(name: str) -> tuple[str, ...]:
    """The keys of a file in KEYS_DIR, one a line, the first for new text; made on first use.

    A data file without its keys is a mistake to be told, not a reason to make new ones.
    """
    file = KEYS_DIR / name
    if not file.exists():
        if not DATABASE_URL and (DATA_DIR / "liancun.sqlite3").exists() and name == FIELD_KEYS_FILE:
            raise ImproperlyConfigured(
                f"缺少密钥 {file}: 请从备份放回 (the key of this data is missing: put it back)"
            )
        KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = KEYS_DIR / f".{name}.{secrets.token_hex(8)}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(32) + "\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # the first of all processes and threads wins; nobody reads half a file
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return tuple(file.read_text(encoding="ascii").split())


FIELD_KEYS_FILE = "fields.key"
SECRET_KEY: Any = SimpleLazyObject(lambda: keys_in("session.key")[0])
FIELD_KEYS: Any = SimpleLazyObject(lambda: keys_in(FIELD_KEYS_FILE))
"""Keys of encrypted fields: 32 random bytes each, URL-safe base64 without padding."""
EVIDENCE_KEYS_FILE = "evidence.key"
EVIDENCE_KEYS: Any = SimpleLazyObject(lambda: keys_in(EVIDENCE_KEYS_FILE))
"""Keys of what proves records (base/evidence.py); a missing one leaves what it sealed without proof."""

# --- logging in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "registry.Login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATOR = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [  # asked by registry/actions/passwords.py
    *(
        {"NAME": f"{_VALIDATOR}{name}"}
        for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
    ),
    {
        "NAME": f"{_VALIDATOR}UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "party", "called")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# How long reports of workbooks are kept: base/report_bounds.py.
REPORT_DAYS = number("LIANCUN_REPORT_DAYS", 30)
REPORT_MEGABYTES = number("LIANCUN_REPORT_MEGABYTES", 256)

# Wrong passwords rest the login, and many of them the address: faces/web/throttle.py. A try while it rests
# does not make it longer.
ADDRESS_FAILURE_LIMIT = number("LIANCUN_TRIES", 40)
AXES_HANDLER = "liancun.faces.web.throttle.Throttle"
AXES_CLIENT_IP_CALLABLE = "liancun.faces.client.line_of"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"  # as allauth hands it on
AXES_LOCKOUT_CALLABLE = "liancun.faces.web.throttle.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# No sign-up and no mail: the town's clerk gives and resets logins (`liancun registry login`).
ACCOUNT_ADAPTER = "liancun.faces.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "overview"
# Wrong passwords are axes' to count; this counts wrong codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": "8/15m/key", "login": None}
MFA_ADAPTER = "liancun.faces.web.accounts.MfaAdapter"
MFA_FORMS = {
    "authenticate": "liancun.faces.web.second_factor.AuthenticateForm",
    "reauthenticate": "liancun.faces.web.second_factor.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "联村"

# --- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "faces" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- the web ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [ASSETS_DIR] if ASSETS_DIR.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ALLOWED_HOSTS = [*LOOPBACK, *named("LIANCUN_HOSTS")]
PROXIES = networks(named("LIANCUN_PROXIES"))
UNIX_PROXY = UNIX in named("LIANCUN_PROXIES")
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS if name not in LOOPBACK] if HTTPS else []
CSRF_FAILURE_VIEW = "liancun.faces.web.middleware.not_from_here"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
# axes wants the address among what rests: faces/web/throttle.py counts it.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
