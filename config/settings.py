"""Every setting, for all three modes. The environment decides; MAINSTAY_MODE names the mode:

production   the default. Refuses to start without its secrets, and with anything that belongs to the other modes.
embedded     one-command mode on a person's own machine: `make run` supplies the environment (config/embedded).
test         the test-suite: tests/postgres.py supplies the environment.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.guards import metrics_address, refuse_unsafe_production
from config.logs import formatter_named
from config.sign_in import read_single_sign_on, read_two_factor_roles
from config.sign_in_settings import *  # noqa: F403  # the same in every mode

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything that a running Mainstay writes beside its own code

env = environ.Env()

MODE = env.str("MAINSTAY_MODE", default="production")
if MODE not in {"production", "embedded", "test"}:
    raise ImproperlyConfigured(f"MAINSTAY_MODE is {MODE!r}; it must be production, embedded or test.")
PRODUCTION = MODE == "production"
TESTING = MODE == "test"

# Embedded mode lists the demonstration accounts with one click to sign in, and keeps e-mail in a folder.
# It follows from the mode alone: there is no switch that could be left on.
MAINSTAY_EMBEDDED = MODE == "embedded"

# --- Secrets and addresses: no defaults in production ---------------------------------------------------------------

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="only-for-tests-" + "0123456789" * 5 if TESTING else "")
# Earlier keys: what was signed or locked with one of them is still accepted.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
# Links in e-mails begin with this; they are written by the worker, which serves no host of its own.
MAINSTAY_BASE_URL = env.str("MAINSTAY_BASE_URL", default="" if PRODUCTION else "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [MAINSTAY_BASE_URL] if MAINSTAY_BASE_URL.startswith("https://") else []
DATABASE_URL = env.str("DATABASE_URL", default="")
BROKER_URL = env.str("BROKER_URL", default="memory://" if TESTING else "")

if PRODUCTION:
    refuse_unsafe_production(
        environment=env.ENVIRON,
        secret_key=SECRET_KEY,
        allowed_hosts=ALLOWED_HOSTS,
        base_url=MAINSTAY_BASE_URL,
        database_url=DATABASE_URL,
        broker_url=BROKER_URL,
    )

# --- The house --------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    # Our own, lowest floor first: each imports only from those above it in this list.
    "accounts.apps.AccountsConfig",
    "notifications.apps.NotificationsConfig",
    "deadlines.apps.DeadlinesConfig",
    "agreements.apps.AgreementsConfig",
    "learners.apps.LearnersConfig",
    "tracking.apps.TrackingConfig",
    "education_plans.apps.EducationPlansConfig",
    "oversight.apps.OversightConfig",
]

# Metrics are served on an address of their own (config/gunicorn.py), and only if the environment names one.
METRICS_ADDRESS = metrics_address(env.str("METRICS_BIND", default=""), public=env.str("BIND", default="0.0.0.0:8000"))

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.request_id.RequestIdMiddleware",
    *(["config.metrics.LatencyMiddleware"] if METRICS_ADDRESS else []),
    "config.logs.SafeAddressMiddleware",
    "config.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "oversight.middleware.WatchdogMiddleware",
    "accounts.middleware.PublicPagesMiddleware",
    "accounts.middleware.NothingIsKeptMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sign_in_middleware.SessionEndMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "accounts.middleware.LookMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sign_in_middleware.SecondStepMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "csp.context_processors.nonce",
                "accounts.context_processors.hats",
                "notifications.context_processors.inbox",
                "oversight.context_processors.operations",
            ],
        },
    },
]
FORM_RENDERER = "accounts.form_renderer.MainstayRenderer"

# --- Data -------------------------------------------------------------------------------------------------------------

DATABASES = {"default": {**env.db_url_config(DATABASE_URL or "postgresql:///mainstay"), "ATOMIC_REQUESTS": False}}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {
    "NAME": env.str("MAINSTAY_TEST_DATABASE", default="test_mainstay"),
    "TEMPLATE": env.str("MAINSTAY_TEST_TEMPLATE", default="") or None,  # a migrated database to copy
}

# What must be counted across processes (wrong codes, requests by address) is kept in PostgreSQL, the one thing that has
# to be up; migrations make the table. Old entries are thrown away far above what a day brings, because an entry that is
# thrown away early is a limit that begins anew.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "mainstay_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"  # instants are stored in UTC; people live here

# --- Who signs in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_RESET_TIMEOUT = timedelta(hours=1).total_seconds()
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests make hundreds of people
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# No answer about a password reset comes sooner than this, so that its time does not tell whether an e-mail was written.
MAINSTAY_RESET_ANSWER_SECONDS = 0.0 if TESTING else 0.5

# Roles that must have a second step: every role in production, none in the other modes, unless the environment names
# them (role codes with commas between, `all` or `none`).
MAINSTAY_TWO_FACTOR_ROLES = read_two_factor_roles(
    env.str("MAINSTAY_TWO_FACTOR_ROLES", default="all" if PRODUCTION else "none")
)

# Single sign-on: each agency's own OpenID provider (docs/operations.md).
MAINSTAY_SINGLE_SIGN_ON = read_single_sign_on(env.str("MAINSTAY_SINGLE_SIGN_ON", default=""), production=PRODUCTION)
# Whoever comes from there has done a second step there. Off: Mainstay asks for its own as well.
MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR = env.bool("MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR", default=True)

# How long the link of an invitation works.
MAINSTAY_INVITATION_VALID = timedelta(days=env.int("MAINSTAY_INVITATION_DAYS", default=7))
# How long a signatory's link to an agreement works.
MAINSTAY_SIGNING_VALID = timedelta(days=env.int("MAINSTAY_SIGNING_DAYS", default=30))
# How long the link to a young person's own page works. Their phone is named by a cookie that lasts as long.
MAINSTAY_OWN_PAGE_VALID = timedelta(days=env.int("MAINSTAY_OWN_PAGE_DAYS", default=90))
# How long what somebody wrote in a plan and did not save is kept for them.
MAINSTAY_DRAFT_DAYS = env.int("MAINSTAY_DRAFT_DAYS", default=30)
MAINSTAY_OWN_PAGE_COOKIE = "__Host-me" if PRODUCTION else "me"
MAINSTAY_DEVICE_COOKIE = "__Host-device" if PRODUCTION else "device"

# A session ends after 30 minutes without a request; every request starts the half hour anew.
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# It also ends this long after signing in, however busy it was.
MAINSTAY_SESSION_LONGEST = int(timedelta(hours=env.float("MAINSTAY_SESSION_HOURS", default=12)).total_seconds())
MAINSTAY_SESSION_WARNING_SECONDS = int(timedelta(minutes=5).total_seconds())  # before the end, the page warns
# What a page says after an act may name a person: it waits in the session, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Reasons people give for a change are kept whole, not cut at 100 characters.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# How many searches for young people, and downloads of lists of them, one person may make (`accounts.looks.limits`).
MAINSTAY_SEARCHES_A_MINUTE = env.int("MAINSTAY_SEARCHES_A_MINUTE", default=60)
MAINSTAY_EXPORTS_AN_HOUR = env.int("MAINSTAY_EXPORTS_AN_HOUR", default=10)

# Guardian: no row for people who are not signed in; strangers have no permissions at all.
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = True

# How many proxies of our own stand before the web process; each adds one address to X-Forwarded-For.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)

# --- Messages ---------------------------------------------------------------------------------------------------------

# Django's own account mail (password reset) becomes an outbox row; the outbox is sent by the delivery backend.
EMAIL_BACKEND = "notifications.backends.OutboxBackend"
MAINSTAY_DELIVERY_BACKEND = {
    "production": "django.core.mail.backends.smtp.EmailBackend",
    "embedded": "notifications.backends.FolderBackend",
    # A test that starts a worker process of its own names the real one.
    "test": env.str("TEST_DELIVERY_BACKEND", default="django.core.mail.backends.locmem.EmailBackend"),
}[MODE]
MAINSTAY_SENT_FOLDER = VAR_DIR / "sent"  # embedded mode: one .eml file for each e-mail
EMAIL_HOST = env.str("EMAIL_HOST", default="" if PRODUCTION else "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587 if PRODUCTION else 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=PRODUCTION)
EMAIL_TIMEOUT = 10  # seconds; a mail server that accepts the connection and stays silent counts as down
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="" if PRODUCTION else "Mainstay <mainstay@mainstay.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- The worker (its schedule is in config/celery.py) -----------------------------------------------------------------

CELERY_BROKER_URL = BROKER_URL
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 20 * 60  # seconds; below the visibility time-out, so no task runs twice at once
CELERY_TASK_SOFT_TIME_LIMIT = 15 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 1  # seconds
CELERY_TASK_PUBLISH_RETRY = False  # a request never waits for a broker that is down: the outbox row is enough
if BROKER_URL.startswith("filesystem:"):
    BROKER_FOLDER = env.path("BROKER_FOLDER", default=VAR_DIR / "broker")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": BROKER_FOLDER("queue"),
        "data_folder_out": BROKER_FOLDER("queue"),
        "control_folder": BROKER_FOLDER("control"),
        "store_processed": False,
    }
elif BROKER_URL.startswith(("redis:", "rediss:")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 30 * 60,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 3,  # a broker that accepts and stays silent
        "socket_keepalive": True,
        "retry_on_timeout": False,
        "health_check_interval": 30,
    }

# So often one request of each web process looks whether the sweep runs (oversight.middleware). In tests nothing sweeps by
# itself, so that nothing looks.
MAINSTAY_WATCHDOG_SECONDS = None if TESTING else 30.0

# --- What the browser may do ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
}
# Passkeys, on our own pages only.
PERMISSIONS_POLICY |= {"publickey-credentials-create": ["self"], "publickey-credentials-get": ["self"]}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves; no script reads the cookie
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # set, never passed on, by the proxy in deploy/
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=VAR_DIR / "static")()
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]  # `npm run build` in frontend/
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING

# Files on young people's records: outside of everything that is served by itself; they leave through a view.
MAINSTAY_FILES = env.path("MAINSTAY_FILES", default=VAR_DIR / "files")()
# The virus scanner that looks at them, as host:port of ClamAV’s daemon; empty: there is none, and pages say so.
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")

# --- Logs: what happened and to which record, never to whom -----------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"told": {"()": formatter_named(env.str("LOG_FORMAT", default="plain"))}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO" if PRODUCTION else "WARNING", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "CRITICAL"},  # its own table keeps attempts; its log lines carry names
    },
}
