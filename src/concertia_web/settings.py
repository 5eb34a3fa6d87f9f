"""Django settings: one database, files under ``var``, nothing loaded from elsewhere."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url

from concertia_web.accounts.identity_file import identity_providers
from concertia_web.environment import Environment

_environment = Environment()
_package = Path(__file__).parent

VAR = _environment.var.resolve()
READINGS = VAR / "readings"
MEDIA_ROOT = VAR / "files"
DEBUG = _environment.debug
ALLOWED_HOSTS = _environment.hosts
ADDRESS = _environment.address.rstrip("/")
CSRF_TRUSTED_ORIGINS = [ADDRESS]


def _secret_key() -> str:
    """The key of this installation: made once, readable by its owner only."""
    path = VAR / "secret.key"
    if not path.is_file():
        VAR.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
        partial.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()

ROOT_URLCONF = "concertia_web.urls"
WSGI_APPLICATION = "concertia_web.wsgi.application"
APPS = [
    "accounts", "territories", "campaigns", "consultations", "contributions", "imports", "readings",
    "teaching", "sorting", "returns", "papers", "participation", "positions", "moderation", "answers",
    "notices", "journal", "jobs", "welcome",
]  # fmt: skip
INSTALLED_APPS = [
    *(f"concertia_web.{name}" for name in APPS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "concertia_web.middleware.content_security_policy",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "concertia_web.accounts.actors.actor_middleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_package / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["concertia_web.typesetting.Folders", "concertia_web.typesetting.Rooms"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict[str, object]:
    if _environment.database:
        return {**dj_database_url.parse(_environment.database, conn_max_age=60, conn_health_checks=True)}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "concertia.sqlite3",
        "CONN_MAX_AGE": 60,  # opening reads the whole schema: a quarter of the time of a short request
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # a checkpoint each 64 MB and not each 4: small ones keep the disk busy and stall who writes
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000;"
            ),
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:week"
ACCOUNT_ADAPTER = "concertia_web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # allauth asks for a password at sign-in only if it is here
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # a team makes the account; the first code proves the address
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(ADDRESS).scheme
ACCOUNT_FORMS = {
    "login": "concertia_web.accounts.entry_forms.PasswordForm",
    "request_login_code": "concertia_web.accounts.entry_forms.AskCodeForm",
    "confirm_login_code": "concertia_web.accounts.entry_forms.CodeForm",
    "reauthenticate": "concertia_web.accounts.entry_forms.PasswordAgainForm",
    "change_password": "concertia_web.accounts.entry_forms.ChangePasswordForm",
    "set_password": "concertia_web.accounts.entry_forms.SetPasswordForm",
    "reset_password": "concertia_web.accounts.entry_forms.ResetPasswordForm",
    "reset_password_from_key": "concertia_web.accounts.entry_forms.NewPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _environment.proxies
MFA_ADAPTER = "concertia_web.accounts.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Concertia"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "concertia_web.accounts.entry_forms.SecondCodeForm",
    "reauthenticate": "concertia_web.accounts.entry_forms.SecondCodeAgainForm",
    "activate_totp": "concertia_web.accounts.entry_forms.ActivateForm",
}
SOCIALACCOUNT_ADAPTER = "concertia_web.accounts.adapters.IdentityAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may only lead to our own pages (form-action 'self')
SOCIALACCOUNT_PROVIDERS = identity_providers(_environment.oidc)

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600


def _mail() -> dict[str, object]:
    if not _environment.smtp:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": VAR / "mail",
        }
    parts = urlsplit(_environment.smtp)
    secure = parse_qs(parts.query).get("tls", ["false"])[0] == "true"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": secure and parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }


globals().update(_mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _environment.sender

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [_package / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [_package / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"failures": {"()": "concertia_web.failures.FailureFormatter"}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "failures"},
    },
    "loggers": {"django.request": {"handlers": ["errors"], "level": "ERROR", "propagate": False}},
}
"""Unexpected failures are written where the process writes: the address and our own code, no content."""
