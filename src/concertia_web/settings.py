"""Django settings: one database file, one app, no session, no cookie, nothing loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

from concertia_web.environment import Environment

_environment = Environment()
_package = Path(__file__).parent

VAR = _environment.var.resolve()
READINGS = VAR / "readings"
DEBUG = _environment.debug
ALLOWED_HOSTS = _environment.hosts

ROOT_URLCONF = "concertia_web.urls"
WSGI_APPLICATION = "concertia_web.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "concertia_web.readings"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "concertia_web.middleware.content_security_policy",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_package / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "concertia.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [_package / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [_package / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
