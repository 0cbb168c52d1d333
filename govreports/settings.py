"""Settings of every installation. Each difference is an environment variable; a bad value stops the start."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# Django's own generic classes (ModelAdmin[Agency], ModelForm[User]) accept their type at run time only after this.
django_stubs_ext.monkeypatch()


def made(folder: Path) -> Path:
    """The folder, made if need be; an installation that cannot write its own data does not start."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{folder} cannot be made ({error.strerror}). Set VAR_DIR to a folder of yours."
        ) from error
    return folder


def kept_secret(folder: Path) -> str:
    """The key of an embedded installation: made once, readable by its owner only.

    Two processes may start at the same moment, so the first to create the file decides.
    """
    path = made(folder) / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def file_store(url: str) -> dict[str, Any]:
    """Django's description of the store an address names; "" is the folder MEDIA_ROOT."""
    if not url:
        return {"BACKEND": "govreports.files.WholeFiles"}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or set(asked) - {"endpoint", "region", "prefix"}:
        raise ImproperlyConfigured(
            f"STORAGE_URL is {url!r}; it must look like s3://bucket?endpoint=http://minio:9000&region=…&prefix=…"
        )
    options = {
        "bucket_name": parts.netloc,
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "location": asked.get("prefix", ""),
        # Names are made of what is in the file: nothing is ever overwritten, and nothing is read by an open address.
        "file_overwrite": False,
        "querystring_auth": True,
        "default_acl": None,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def scanner_at(url: str) -> tuple[str, int] | str | None:
    """Where clamd listens: host and port, the path of a socket, or None where no file is scanned."""
    if not url:
        return None
    wrong = ImproperlyConfigured(f"CLAMD_URL is {url!r}; it must look like tcp://clamav:3310 or unix:///run/clamd.sock")
    try:
        parts = urlsplit(url)
        host, port, more = parts.hostname, parts.port, parts.query or parts.fragment or parts.username
    except ValueError as error:
        raise wrong from error
    if parts.scheme == "tcp" and host and port and parts.path in ("", "/") and not more:
        return host, port
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc and not more:
        return parts.path
    raise wrong


# --- where things are kept -------------------------------------------------
DEBUG: bool = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var")
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or VAR_DIR / "media")

_database: Any = env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if not _database.get("ENGINE"):
    raise ImproperlyConfigured("DATABASE_URL is empty; it must look like postgres://user:password@host:5432/name")
EMBEDDED = str(_database["ENGINE"]).endswith("sqlite3")
# A pooler between the portal and PostgreSQL gives a connection for one transaction and no longer.
DATABASE_POOLED: bool = env.bool("DATABASE_POOLED", default=False)
CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
# Empty: files lie under MEDIA_ROOT. s3://bucket?endpoint=http://minio:9000 : in a store that several machines share,
# with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
STORAGE_URL: str = env.str("STORAGE_URL", default="")

# Empty: uploads are not looked at for malware. tcp://clamav:3310 or unix:///run/clamav/clamd.ctl : by clamd, before
# anything reads them.
CLAMD_URL: str = env.str("CLAMD_URL", default="")
CLAMD = scanner_at(CLAMD_URL)

# --- who may talk to us ----------------------------------------------------
SECRET_KEY: str = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS: bool = env.bool("HTTPS", default=not (DEBUG or EMBEDDED))
# Seconds are too fine for people: minutes without a deed until the session ends, and of a lock after wrong passwords.
SESSION_IDLE_MINUTES: int = env.int("SESSION_IDLE_MINUTES", default=30, validate=validate.Range(min=1))
LOCK_OUT_MINUTES: int = env.int("LOCK_OUT_MINUTES", default=15, validate=validate.Range(min=1))
LOCK_OUT_AFTER: int = env.int("LOCK_OUT_AFTER", default=5, validate=validate.Range(min=1))
PASSWORD_MAX_AGE_DAYS: int = env.int(
    "PASSWORD_MAX_AGE_DAYS", default=0 if EMBEDDED else 180, validate=validate.Range(min=0)
)
# Whose roles need a second factor beside the password; everybody may set one up.
TWO_FACTOR_ROLES: list[str] = env.list("TWO_FACTOR_ROLES", default=[] if EMBEDDED else ["office"])
HSTS_SECONDS: int = env.int("HSTS_SECONDS", default=31_536_000, validate=validate.Range(min=0))
TRUST_PROXY: bool = env.bool("TRUST_PROXY", default=False)
_email: Any = env.dj_email_url("EMAIL_URL", default="console://")
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
# Who may read /metrics and the state of every part: a word sent as "Authorization: Bearer …". Empty: nobody.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
# The address people type, for links in mail. Without it mail says to sign in and gives no link.
SITE_URL: str = env.str("SITE_URL", default="").rstrip("/")

# --- what the public sees ---------------------------------------------------
# Off, no page of released reports answers. Each year is switched on by itself besides.
PUBLIC_RELEASE: bool = env.bool("PUBLIC_RELEASE", default=False)
# Whether search engines may list those pages; everything else of the portal they never may.
PUBLIC_INDEXING: bool = env.bool("PUBLIC_INDEXING", default=False)

# --- sizes and times -------------------------------------------------------
UPLOAD_MAX_BYTES: int = env.int("UPLOAD_MAX_BYTES", default=50 * 1024 * 1024, validate=validate.Range(min=1))
ATTACHMENT_MAX_BYTES: int = env.int("ATTACHMENT_MAX_BYTES", default=10 * 1024 * 1024, validate=validate.Range(min=1))
SEALED_SCAN_MAX_BYTES: int = env.int("SEALED_SCAN_MAX_BYTES", default=20 * 1024 * 1024, validate=validate.Range(min=1))
# Past years in bulk: the largest ZIP, how many files one holds at most, and how much may come out of it.
PAST_ARCHIVE_MAX_BYTES: int = env.int("PAST_ARCHIVE_MAX_BYTES", default=2 * 1024**3, validate=validate.Range(min=1))
PAST_MAX_FILES: int = env.int("PAST_MAX_FILES", default=20_000, validate=validate.Range(min=1))
PAST_UNPACKED_MAX_BYTES: int = env.int("PAST_UNPACKED_MAX_BYTES", default=10 * 1024**3, validate=validate.Range(min=1))
# The interface for programs: requests a key may make in a minute, rows a page of it may have.
API_REQUESTS_A_MINUTE: int = env.int("API_REQUESTS_A_MINUTE", default=120, validate=validate.Range(min=1))
API_PAGE_MOST: int = env.int("API_PAGE_MOST", default=1000, validate=validate.Range(min=1))
READING_TIME_LIMIT: int = env.int("READING_TIME_LIMIT", default=180, validate=validate.Range(min=10))
READING_STUCK_AFTER: int = env.int(
    "READING_STUCK_AFTER", default=READING_TIME_LIMIT + 60, validate=validate.Range(min=1)
)
# How long a reviewer's claim holds others off after the page was last seen open, in seconds.
REVIEW_LEASE: int = env.int("REVIEW_LEASE", default=1800, validate=validate.Range(min=60))
# Exported files are kept so many days; each can be made again from its snapshot.
EXPORT_KEEP_DAYS: int = env.int("EXPORT_KEEP_DAYS", default=30, validate=validate.Range(min=1))
# Days after which operators are told that a backup, or a drill of restoring one, is missing.
BACKUP_MAX_AGE_DAYS: int = env.int("BACKUP_MAX_AGE_DAYS", default=2, validate=validate.Range(min=1))
DRILL_MAX_AGE_DAYS: int = env.int("DRILL_MAX_AGE_DAYS", default=100, validate=validate.Range(min=1))
# Which revision of the program this is; the image sets it. Workers that run another one are told.
REVISION: str = env.str("REVISION", default="")
LOG_LEVEL: str = env.str("LOG_LEVEL", default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
LOG_FORMAT: str = env.str("LOG_FORMAT", default="text" if DEBUG else "json", validate=validate.OneOf(["json", "text"]))
# Hashed names need a finished collectstatic; without it the files are served straight from where they are written.
STATIC_HASHED: bool = env.bool("STATIC_HASHED", default=HTTPS)
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or BASE_DIR / "staticfiles") if STATIC_HASHED else None

if not SECRET_KEY:
    if not (DEBUG or EMBEDDED):
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. A production database needs a key of its own: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    SECRET_KEY = kept_secret(VAR_DIR)
if "EMAIL_BACKEND" not in _email:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, submission://, console://, file:// or dummy://")
if unknown := set(TWO_FACTOR_ROLES) - {"clerk", "reviewer", "office"}:
    raise ImproperlyConfigured(
        f"TWO_FACTOR_ROLES names {', '.join(sorted(unknown))}; roles are clerk, reviewer, office"
    )
if SITE_URL and not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; it must begin with https:// or http://")
if not CELERY_BROKER_URL.startswith(("filesystem://", "memory://", "redis://", "rediss://")):
    raise ImproperlyConfigured(
        f"CELERY_BROKER_URL is {CELERY_BROKER_URL!r}; it must begin with redis://, rediss:// or filesystem://"
    )


# --- Django ----------------------------------------------------------------
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "submissions",
]
MIDDLEWARE = [
    "govreports.requests.NumberedRequests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "govreports.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "submissions.views.session.SignInAgain",
    "submissions.views.deeds.PageAbove",
    "submissions.views.guard.Guard",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "govreports.urls"
WSGI_APPLICATION = "govreports.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

if EMBEDDED:
    made(VAR_DIR)
    # A writer waits for its turn instead of failing, and takes the lock at BEGIN: a transaction that
    # reads first and writes later could otherwise never be retried.
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
elif DATABASE_POOLED:
    # The pooler keeps the connections; a cursor of the server's would be gone with the transaction that opened it.
    _database.update(CONN_MAX_AGE=0, DISABLE_SERVER_SIDE_CURSORS=True)
else:
    _database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # A database whose machine is gone is missed in seconds, not in the minutes TCP allows.
    _database["OPTIONS"] = {"connect_timeout": 5, "tcp_user_timeout": 15_000} | _database.get("OPTIONS", {})
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "submissions.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "submissions.forms.passwords.SeveralKindsValidator"},
]
# Passwords kept in Django's way until now are kept in ours from their next sign-in.
PASSWORD_HASHERS = ["govreports.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "submissions.services.signed_in.WithSecondFactor"]
# Wrong passwords lock a name at one address: nobody elsewhere can be locked out by them on the last day of January.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = LOCK_OUT_AFTER
AXES_COOLOFF_TIME = timedelta(minutes=LOCK_OUT_MINUTES)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "submissions.views.auth.locked_out"
AXES_CLIENT_IP_CALLABLE = "submissions.views.support.ip_of"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "政府信息公开年报平台"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("manual", BASE_DIR / "docs" / "manual" / "images")]
MEDIA_URL = "/media/"
STORAGES = {
    "default": file_store(STORAGE_URL),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_HASHED
# Reports are confidential until published: what the server writes, only its own account may read.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Over SMTP it must be known whether the server may have taken a mail.
_by_smtp = _email["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = "submissions.services.smtp.EmailBackend" if _by_smtp else _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 10

CSRF_FAILURE_VIEW = "submissions.views.auth.expired"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
X_FRAME_OPTIONS = "DENY"
# A script runs when the page that came from here names it: not one that somebody uploaded or wrote into a text.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.NONCE],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:"],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "form-action": [csp.SELF],
        "frame-ancestors": [csp.NONE],
        "base-uri": [csp.NONE],
    }
}

# --- Celery ----------------------------------------------------------------
# The database is the truth and the queue only a bell: results are not kept, a lost bell is rung again by the sweeper.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = READING_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = READING_TIME_LIMIT - 5
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A broker that is gone stops no work: who has it stands in the database, and a message that comes again finds it taken.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for a broker however long it is away; by itself it would end after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "govreports.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "submissions.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "mail": {"task": "submissions.tasks.send_mail", "schedule": 60.0, "options": {"expires": 55}},
    # Twice a day: whoever was told in the morning is not told again, and a morning without power is made up for.
    "remind": {"task": "submissions.tasks.remind", "schedule": crontab(hour="8,14", minute=30)},
    "seal-history": {"task": "submissions.tasks.seal_history", "schedule": 60.0, "options": {"expires": 55}},
    "judge-again": {"task": "submissions.tasks.judge_stale", "schedule": 60.0, "options": {"expires": 55}},
    "compare": {"task": "submissions.tasks.compare_nightly", "schedule": crontab(hour=2, minute=30)},
    "expire-exports": {"task": "submissions.tasks.expire_exports", "schedule": crontab(hour=3, minute=10)},
}
# What takes minutes has queues of its own, which a worker without --queues takes too, so that nobody who has sent a
# file waits for it: comparisons, exports, and in bulk past years (which also stop by themselves whenever a report of
# this year waits), looks for personal data, judging again, trying rules, releasing and
# reminding.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("compare"), Queue("bulk"), Queue("export")]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {
    "submissions.tasks.compare_cycle": {"queue": "compare"},
    "submissions.tasks.work_past": {"queue": "bulk"},
    "submissions.tasks.look_for_private": {"queue": "bulk"},
    "submissions.tasks.judge_stale": {"queue": "bulk"},
    "submissions.tasks.back_test": {"queue": "bulk"},
    "submissions.tasks.release": {"queue": "bulk"},
    "submissions.tasks.remind": {"queue": "bulk"},
    "submissions.tasks.make_export": {"queue": "export"},
}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if CELERY_BROKER_URL.startswith("filesystem"):
    _messages = made(VAR_DIR / "broker" / "messages")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_messages),
        "data_folder_out": str(_messages),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        # A worker whose hands are full looks again only after this many seconds, a second unless told: a clerk's file
        # behind forty short tasks waited most of a minute.
        "polling_interval": 0.1,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # A message comes back only after its task must be over, so that no report is read twice at once.
        "visibility_timeout": READING_TIME_LIMIT + 60,
        "socket_connect_timeout": 2,
    }

# --- logs ------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "govreports.logs.JsonFormatter"},
        "text": {"format": "{asctime} {levelname:7} {request} {name}: {message}", "style": "{"},
    },
    "filters": {"request": {"()": "govreports.requests.WithNumber"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # pdfminer and fontTools tell every operator they meet.
        "pdfminer": {"level": "ERROR"},
    },
}
