"""One page of settings, fed by the environment; see the table in README.md."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from relcrm import embedded, logs
from relcrm.env import celery_broker, env, former_keys, logs_as_lines, mail_server, secret_key

# So that ModelForm[Contact] and the like may be written.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
RELCRM_HOME = Path(env.str("RELCRM_HOME", "") or BASE_DIR / ".relcrm").resolve()

# --- who we are -------------------------------------------------------------
EMBEDDED = not env.str("DATABASE_URL", "")
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret_key(RELCRM_HOME, embedded=EMBEDDED)
SECRET_KEY_FALLBACKS = former_keys()
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
if (host := urlsplit(SITE_URL).hostname) and host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(host)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- parts ------------------------------------------------------------------
INSTALLED_APPS = [
    # Before ours, which takes their rows out of the admin
    "allauth.mfa",
    "allauth.usersessions",
    "core",
    "accounts",
    "contacts",
    "interactions",
    "reminders",
    "importing",
    "pages",
    "relcrm.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "core.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # What stands above these headers answers without them
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionAge",
    # Almost last, so that its transaction is the one the view works in.
    "core.middleware.OwnerScope",
    # Inside it: a view that asks for the password first has not failed, nothing is rolled back.
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.UserClock",
    "accounts.middleware.AdminReads",
    "accounts.middleware.RefusedForms",
    "reminders.middleware.FirstOfDay",
]
ROOT_URLCONF = "relcrm.urls"
WSGI_APPLICATION = "relcrm.wsgi.application"
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
                "relcrm.context.shell",
            ],
        },
    },
]

# --- database: two logins, the app's and the owner's --------------------------
ADDRESSES = embedded.addresses(RELCRM_HOME)
DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", "") or ADDRESSES.app_url,
        conn_max_age=0,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {"options": "-c statement_timeout=30000", "connect_timeout": 5}
)
if env.bool("DATABASE_POOL", False):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 5,
    }
_owner = dj_database_url.parse(env.str("DATABASE_OWNER_URL", "") or ADDRESSES.owner_url)
DATABASE_OWNER = {key: _owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
HAS_OWNER_LOGIN = EMBEDDED or bool(env.str("DATABASE_OWNER_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- queue --------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "") or f"unix://{ADDRESSES.redis_socket}"
CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A message is a wake-up, and what it wakes for is a row under a lease: whoever dies over it needs
# no second message. Saying "done" late would end a worker whose broker was away meanwhile.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# What a worker does is in rows under a lease: it may finish without the broker.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A broker that is full refuses: that ends no worker, either.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
# A dead broker must not hold a request up: fail at once, the next tick repairs.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "relcrm.beat:Patient"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "reminders.tick", "schedule": 60.0, "options": {"expires": 55}},
    "deliver": {
        "task": "reminders.deliver_due",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "import": {
        "task": "importing.run_due",
        "schedule": 20.0,
        "options": {"expires": 18},
    },
    "calendars": {
        "task": "importing.read_calendars",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "export": {"task": "pages.export_due", "schedule": 30.0, "options": {"expires": 28}},
    "sweep": {"task": "importing.sweep", "schedule": crontab(hour="3", minute="47")},
    "purge": {"task": "pages.purge", "schedule": crontab(hour="3", minute="17")},
}

# --- people who sign in ---------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.LoginForm", "signup": "accounts.forms.SignupForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Relcrm] "
ACCOUNT_SESSION_REMEMBER = True
# Without a mail server nobody could confirm an address; sign-up needs no mail.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/15m/key", "signup": "20/h/ip"}
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"add_webauthn": "accounts.forms.PasskeyForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey is worth two steps only if the device asked for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# No address is confirmed here (see above), and the second step must not wait for one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reminders:today"
ACCOUNT_SIGNUP_REDIRECT_URL = "pages:welcome"
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", True)
# Signing in again: after a month in any case, after two weeks without a visit; and the second
# step, the devices and what else is worth it ask once more after a quarter of an hour.
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_IDLE_AGE = int(timedelta(days=14).total_seconds())
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if SITE_IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# --- limits in the database, so that a flushed broker forgets nothing -------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}

# --- web security -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
# The list that browsers bring along is for whole domains, and for their owners to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Limits and the list of devices go by the address that our one proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "importing.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Whether calendars may be read from private networks, by http:// and at any port
PRIVATE_CALENDARS = env.bool("PRIVATE_CALENDARS", False)

# Who may read /metrics; empty: this machine alone
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# --- e-mail ---------------------------------------------------------------------------
# smtp://user:password@host:587/?tls=1 · empty: no mail leaves, digests are read in the app
EMAIL_URL = env.str("EMAIL_URL", "")
MAIL = mail_server(EMAIL_URL)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or f"Relcrm <relcrm@{host or 'localhost'}>"
# Account mails only (password reset); digests go through reminders.handover.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL
    else "django.core.mail.backends.dummy.EmailBackend"
)
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.ssl, MAIL.starttls
    EMAIL_TIMEOUT = 10
MAIL_DEADLINE_SECONDS = env.float("MAIL_DEADLINE_SECONDS", 30.0)
DIGEST_AMBIGUOUS = env.str("DIGEST_AMBIGUOUS", "resend")

# --- words, time, files -------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or RELCRM_HOME / "staticfiles")
# Without a collectstatic run (make run) files are served from where they lie.
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", EMBEDDED)
WHITENOISE_MAX_AGE = 3600
UPLOAD_ROOT = Path(env.str("UPLOAD_ROOT", "") or RELCRM_HOME / "uploads")

# --- what is told -----------------------------------------------------------------------------
LOG_AS_LINES = logs_as_lines(embedded=EMBEDDED)
LOGGING = logs.config(as_lines=LOG_AS_LINES, level=env.str("LOG_LEVEL", "INFO"))
