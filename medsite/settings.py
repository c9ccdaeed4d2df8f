"""The one settings file. Everything that differs between machines comes from the environment.

Read from top to bottom: what kind of site this is, Django's parts, data, people, pages, mail, safety.
docs/operations.md lists the variables.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from medsite import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# ENV_FILE names a file of NAME=value lines; what is set already wins. Without it, commands run by hand find the
# demonstration that "make run" made.
ENV_FILE = os.environ.get("ENV_FILE", "").strip()
DEMO_ENV = VAR_DIR / "demo.env"
if ENV_FILE:
    env.load_file(Path(ENV_FILE))
elif "SECRET_KEY" not in os.environ and DEMO_ENV.exists():
    env.load_file(DEMO_ENV)

# --- What kind of site this is -----------------------------------------------------------------

SECRET_KEY = env.env_secret("SECRET_KEY", minimum_length=32)
DEBUG = env.env_bool("DEBUG")
SITE_URL = env.env_site_url("SITE_URL")
SITE_NAME = os.environ.get("SITE_NAME", "").strip() or "medsite"
DEMO = env.env_bool("DEMO")
if DEMO and not env.is_loopback(SITE_URL):
    raise ImproperlyConfigured(
        f"DEMO is on, but SITE_URL is {SITE_URL}. Demonstration accounts and signatures are for this machine "
        "only: unset DEMO, or set SITE_URL to http://127.0.0.1:8000."
    )
IS_HTTPS = SITE_URL.startswith("https://")
# Browsers know no passkeys at 127.0.0.1, but at localhost.
OWN_HOSTS = ["127.0.0.1", "localhost"] if DEMO else [SITE_URL.split("://")[1].split(":")[0]]
ALLOWED_HOSTS = env.env_list("ALLOWED_HOSTS", default=OWN_HOSTS)

# --- Django's parts ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "medsite.apps.MedsiteConfig",
    "medsite.audit",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "people",
    "references",
    "faq",
    "articles",
    "markdownx",
    "csp",
    "medsite.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

# Public addresses get no session, no sign-in and no messages: medsite.middleware says why.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "medsite.middleware.ResponseHeaders",
    "medsite.middleware.LanguageOfAddress",
    "medsite.middleware.PublicApi",
    "medsite.middleware.StaffSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "medsite.middleware.StaffAuthentication",
    "medsite.middleware.StaffMessages",
    "allauth.account.middleware.AccountMiddleware",
    "people.signing_in.middleware.SessionEnd",
    "people.signing_in.middleware.SecondFactorGate",
    "people.signing_in.middleware.LastUse",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "medsite.urls"
WSGI_APPLICATION = "medsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "articles.reader.context.site",
            ],
        },
    },
]

# Widgets may have templates of our own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data --------------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{VAR_DIR / 'medsite.sqlite3'}"
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
except (ValueError, dj_database_url.UnknownSchemeError) as error:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read. Use postgresql://user:password@host:5432/name or sqlite:////path/to/file."
    ) from error

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(str(DATABASES["default"]["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that begins by reading cannot be refused when it comes to write.
    # FULL: what was acknowledged survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
elif not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise ImproperlyConfigured("DATABASE_URL names a database that medsite does not know. Use PostgreSQL or SQLite.")

CACHES = {
    "default": env.cache_from_url(os.environ.get("CACHE_URL", "").strip() or "locmem://"),
    "process": env.cache_from_url("locmem://") | {"LOCATION": "process"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# As many as the form of a text with all the rows it may have: with fewer, an article of 450 sources cannot be saved.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 16_000

# --- People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["people.signing_in.backend.StaffBackend"]
# Reviewers, publishers and administrators; there is no switch.
SECOND_FACTOR_REQUIRED = IS_HTTPS
ACCOUNT_ADAPTER = "people.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# Counted in the cache: by the address of the machine, and by the name that was typed, whether it exists or not.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,100/h/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.env_int("PROXY_COUNT", default=int(env.env_bool("BEHIND_PROXY")), minimum=0)
MFA_ADAPTER = "people.signing_in.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- Pages -------------------------------------------------------------------------------------

# The address says the language of readers' pages; the first one has no prefix, and staff screens speak it.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["medsite.formats"]
TIME_ZONE = os.environ.get("TIME_ZONE", "").strip() or "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", "").strip() or VAR_DIR / "media")
MEDIA_URL = "/media/"
MEDIA_IMAGE_BYTES = env.env_int("MEDIA_IMAGE_MB", default=10, minimum=1) * 1_000_000
MARKDOWNX_MARKDOWNIFY_FUNCTION = "articles.rendering.preview.markdownify"
MARKDOWNX_URLS_PATH = "/admin/desk/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/desk/markdown/upload/"

# --- Mail --------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "").strip() or "medsite@localhost"
EMAIL_TIMEOUT = 5  # seconds; somebody may be waiting for the answer to what they did
globals().update(env.email_from_url(os.environ.get("EMAIL_URL", "").strip() or "console://"))

# --- References --------------------------------------------------------------------------------

RETRACTIONS_FILE = os.environ.get("RETRACTIONS_FILE", "")
# Nobody is asked about references unless there is somebody whom they can write to.
REFERENCE_LOOKUP_CONTACT = env.contact_address("REFERENCE_LOOKUP_CONTACT")

# --- Proof -------------------------------------------------------------------------------------

AUDIT_CHECKPOINT = env.checkpoint_target("AUDIT_CHECKPOINT")

# --- Safety ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True
if IS_HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Secure-sessionid", "__Secure-csrftoken"
    SECURE_SSL_REDIRECT = env.env_bool("SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.env_int("HSTS_SECONDS", default=365 * 24 * 3600, minimum=0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
if env.env_bool("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "").strip() or "WARNING"},
}
