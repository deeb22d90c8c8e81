"""Settings of the web product. Every one has a default that works on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from vitalfew import __version__
from vitalfew.project.environment import (
    data_directory,
    env_bool,
    env_int,
    env_list,
    env_pairs,
    env_text,
    secret_key,
)

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = data_directory()
VERSION = __version__

SECRET_KEY = secret_key(DATA_DIR)
DEBUG = env_bool("VITALFEW_DEBUG", default=False)
ALLOWED_HOSTS = env_list("VITALFEW_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
# Links in mails are built from this, never from a request's Host header.
BASE_URL = env_text("VITALFEW_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    # First: its templates stand before those of the packages.
    "vitalfew.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "vitalfew.apps.users",
    "vitalfew.apps.audit",
    "vitalfew.apps.firm",
    "vitalfew.apps.teams",
    "vitalfew.apps.people",
    "vitalfew.apps.care",
    "vitalfew.apps.value",
    "vitalfew.apps.trust",
    "vitalfew.apps.library",
    "vitalfew.apps.program",
    "vitalfew.apps.plans",
    "vitalfew.apps.health",
    "vitalfew.apps.handover",
    "vitalfew.apps.accounts",
    "vitalfew.apps.assessments",
    "vitalfew.apps.imports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vitalfew.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vitalfew.web.language.ActingLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vitalfew.web.access.AccessMiddleware",
    "vitalfew.web.problems.ProblemMiddleware",
]

ROOT_URLCONF = "vitalfew.project.urls"
WSGI_APPLICATION = "vitalfew.project.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "django",
        "BACKEND": "vitalfew.project.templates.Templates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "vitalfew.web.navigation.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vitalfew.web.templatetags.icons",
                "vitalfew.web.templatetags.formats",
                "vitalfew.web.templatetags.names",
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "vitalfew.web.controls.Controls"

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env_text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'vitalfew.sqlite3'}",
        conn_max_age=0,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: a transaction takes the lock when it begins.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-65536;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["vitalfew.web.sign_in.backend.ActingBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "vitalfew.web.sign_in.adapter.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class
)
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_FORMS = {
    "login": "vitalfew.web.sign_in.forms.SignInForm",
    "reset_password": "vitalfew.web.sign_in.forms.ResetForm",
    "reset_password_from_key": "vitalfew.web.sign_in.forms.NewPasswordForm",
    "change_password": "vitalfew.web.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "vitalfew.web.sign_in.forms.AgainForm",
}

SESSION_ENGINE = "vitalfew.web.sign_in.sessions"
SESSION_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = env_int("VITALFEW_SESSION_HOURS", 14 * 24) * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_FAILURE_VIEW = "vitalfew.web.problems.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_SSL_REDIRECT = env_bool("VITALFEW_SSL_REDIRECT", default=False)
if env_bool("VITALFEW_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Rate limits count the address the proxy saw, not one that a visitor wrote.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Shared by all processes of the machine: rate limits count everywhere.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_text("VITALFEW_TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAX_UPLOAD_BYTES = env_int("VITALFEW_MAX_UPLOAD_MB", 6 * 1024) * 1024 * 1024

EMAIL_CONFIG = env_text("VITALFEW_SMTP")
if EMAIL_CONFIG:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, _colon, EMAIL_PORT_TEXT = EMAIL_CONFIG.partition(":")
    EMAIL_PORT = int(EMAIL_PORT_TEXT or 587)
    EMAIL_HOST_USER = env_text("VITALFEW_SMTP_USER")
    EMAIL_HOST_PASSWORD = env_text("VITALFEW_SMTP_PASSWORD")
    EMAIL_USE_TLS = env_bool("VITALFEW_SMTP_TLS", default=True)
    EMAIL_TIMEOUT = 20
else:
    # Without a mail server nothing is lost: mails wait as files an administrator reads.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "outbox"
DEFAULT_FROM_EMAIL = env_text("VITALFEW_MAIL_FROM", "vitalfew@localhost")

ORDERS_URL = env_text("VITALFEW_ORDERS")
ORDERS_MAP = env_pairs("VITALFEW_ORDERS_MAP")
# Whether sources of imports may lie at addresses of the own network.
PRIVATE_SOURCES = env_bool("VITALFEW_PRIVATE_SOURCES", default=False)
# Called with the acting person when other orders count: imports know no assessments.
AFTER_ORDERS_CHANGE = "vitalfew.apps.assessments.services.assessment_request"
IMPORT_KEEPERS = {"contacts": "vitalfew.apps.program.importing.ContactsKeeper"}
ENGINE_MEMORY = env_text("VITALFEW_ENGINE_MEMORY", "2GB")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        # A line for every job that began and ended would bury the others; the worker
        # sets its loggers' levels itself, so the handler has to say no.
        "jobs": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": "WARNING",
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "vitalfew": {"level": env_text("VITALFEW_LOG_LEVEL", "INFO")},
        "django_tasks": {"handlers": ["jobs"], "propagate": False},
        "django_tasks_db": {"handlers": ["jobs"], "propagate": False},
    },
}
