"""Settings: the embedded default (SQLite, a broker on the file system, local files); everything else by environment.

Every variable read here is listed with its default in `.env.example`.
"""

import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _local_secret() -> str:
    """Return this installation's own key, made once and kept beside its data."""
    kept = VAR_DIR / "secret_key"
    try:
        with kept.open("x") as fresh:
            fresh.write(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    except FileExistsError:
        pass
    return kept.read_text()


DEBUG = env.flag("DEBUG", False)
LOCAL = env.flag("LOCAL", True)
SECRET_KEY = env.text("SECRET_KEY") or (_local_secret() if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when LOCAL is false. See .env.example.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "forum",
    "casestudies",
    "accounts",
    "metrics",
    "safety",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_celery_beat",
    "django_celery_results",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    # What puts headers on answers stands before whatever answers by itself: errors, files, what leads on.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.no_nonsense",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.sessions_end",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before whatever reads a body, and after what its page says of who is signed in.
    "config.middleware.no_larger_than_a_release",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_take_two_steps",
    "accounts.middleware.what_was_typed_is_shown",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.one_version_a_page",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
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
                "metrics.context.site_state",
                "accounts.context.signing_in",
                "forum.context.notifications",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'exemplar.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.signing_in.passwords.LikeThePerson"},
    {"NAME": "accounts.signing_in.passwords.LikeTheSite"},
    {"NAME": "accounts.signing_in.passwords.MadeOfCommonOnes"},
]

# Signing in: django-allauth, in this site's words (accounts/adapters.py, accounts/signing_in/).
AUTHENTICATION_BACKENDS = ["accounts.signing_in.backend.Backend"]
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "accounts.signing_in.session_store"
# An answer that could tell whether somebody has an account takes this long, whatever it had to do.
SAME_SECONDS = 0.5
MFA_REQUIRED = env.flag("MFA_REQUIRED", not LOCAL)
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    # What is tried at an account, and from an origin (accounts/signing_in/attempts.py).
    "login_failed": "5/300s/key",
    "attempts_of_origin": "20/m/ip",
    "signup": "10/m/ip",
    "reset_password": "10/m/ip,3/10m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.signing_in.forms.SignIn",
    "signup": "accounts.signing_in.forms.SignUp",
    "add_email": "accounts.signing_in.forms.NewAddress",
    "change_password": "accounts.signing_in.forms.ChangePassword",
    "set_password": "accounts.signing_in.forms.SetPassword",
    "reset_password": "accounts.signing_in.forms.ForgottenPassword",
    "reset_password_from_key": "accounts.signing_in.forms.NewPassword",
    "reauthenticate": "accounts.signing_in.forms.ConfirmPassword",
}
MFA_ADAPTER = "accounts.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Exemplar"
# One step to either side: clocks of phones differ.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_FORMS = {
    "authenticate": "accounts.signing_in.forms.SecondStep",
    "authenticate_webauthn": "accounts.signing_in.forms.SecondStepByPasskey",
    "reauthenticate": "accounts.signing_in.forms.ConfirmCode",
    "activate_totp": "accounts.signing_in.forms.ConnectApp",
    "add_webauthn": "accounts.signing_in.forms.AddPasskey",
    "login_webauthn": "accounts.signing_in.forms.SignInByPasskey",
    "reauthenticate_webauthn": "accounts.signing_in.forms.ConfirmByPasskey",
    "edit_webauthn": "accounts.signing_in.forms.RenamePasskey",
}

# Signing in at one's own organisation: Microsoft Entra ID, NHS CIS2 or any other provider of OpenID Connect.
OIDC_SERVER_URL = env.text("OIDC_SERVER_URL")
OIDC_NAME = env.text("OIDC_NAME", "your work account")
OIDC_VERIFIED_CLAIM = env.text("OIDC_VERIFIED_CLAIM", "email_verified")
OIDC_SCOPES = env.words("OIDC_SCOPES", "openid profile email")
OIDC_ACR_VALUES = env.text("OIDC_ACR_VALUES")
SOCIALACCOUNT_ADAPTER = "accounts.adapters.WorkAccountAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "accounts.signing_in.forms.Disconnect"}
# A link leads to the provider: browsers hold a form to the addresses of the content policy, wherever it is sent on to.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "employer",
                "name": OIDC_NAME,
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "scope": OIDC_SCOPES,
                    "auth_params": {"acr_values": OIDC_ACR_VALUES} if OIDC_ACR_VALUES else {},
                },
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# Mail. On one's own machine it is written to files, for a person to read the links in it.
vars().update(
    env.mail_server("EMAIL_URL", f"file://{VAR_DIR.resolve() / 'outbox'}" if LOCAL else "smtp://localhost:25")
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Exemplar <exemplar@localhost>")

REDIS_URL = env.text("REDIS_URL")
CACHE_URL = env.text("CACHE_URL")
# What is kept of figures and of pages, and what is counted (wrong passwords, mails): counted by all processes together.
# Nobody waits for a server that takes connections and says nothing: figures are then made anew, and what must be
# counted is refused. The driver would try again several times by itself.
CACHE_PATIENCE = {"socket_timeout": 2, "socket_connect_timeout": 2, "retry": None}
REDIS_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": CACHE_URL,
    "OPTIONS": CACHE_PATIENCE,
}
DISPENSABLE = REDIS_CACHE | {"BACKEND": "config.cache.Dispensable"}
IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = (
    {"default": REDIS_CACHE} | dict.fromkeys(["figures", "parts", "answers", "asked"], DISPENSABLE)
    if CACHE_URL
    else {
        "default": {
            "BACKEND": "config.cache.SharedFiles",
            "LOCATION": VAR_DIR / "counts",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
        "asked": {
            "BACKEND": "config.cache.SharedFiles",
            "LOCATION": VAR_DIR / "asked",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
        "figures": IN_MEMORY | {"LOCATION": "figures", "OPTIONS": {"MAX_ENTRIES": 2000}},
        # Of some 50 KB each, in each process.
        "parts": IN_MEMORY | {"LOCATION": "parts", "OPTIONS": {"MAX_ENTRIES": 500}},
        # Of up to 500 KB each, in each process.
        "answers": IN_MEMORY | {"LOCATION": "answers", "OPTIONS": {"MAX_ENTRIES": 50}},
    }
)

# How long workers wait for Redis: they listen, and have time.
WORKERS_PATIENCE = {"socket_timeout": 30, "socket_connect_timeout": 5} if REDIS_URL else {}
# Celery. Without Redis the same tasks travel through a folder: one worker with beat beside the web server.
BROKER_DIR = VAR_DIR / "broker"
VISIBILITY_TIMEOUT = 900
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 5,
        # Who sends a message waits no longer: what it is about is in the database, and the sweeper sends it again.
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "health_check_interval": 10,
    }
    CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
else:
    (BROKER_DIR / "messages").mkdir(parents=True, exist_ok=True)
    (BROKER_DIR / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
# Emails do not wait behind figures: a worker of their own takes this queue, or any worker that is told of none.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "letters")]
CELERY_TASK_ROUTES = {
    "accounts.*": {"queue": "letters"},
    "forum.gather_letters": {"queue": "letters"},
    "forum.tell_of_post": {"queue": "letters"},
    "forum.sweep_notifications": {"queue": "letters"},
}
CELERY_RESULT_BACKEND = "django-db"
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep-refreshes": {"task": "metrics.sweep_refreshes", "schedule": 30.0},
    "sweep-letters": {"task": "accounts.sweep_letters", "schedule": 30.0},
    "tell-of-ends": {"task": "accounts.tell_of_ends", "schedule": 300.0},
    "gather-letters": {"task": "forum.gather_letters", "schedule": 60.0},
    "remind-of-bookmarks": {"task": "forum.remind_of_bookmarks", "schedule": 60.0},
    "sweep-notifications": {"task": "forum.sweep_notifications", "schedule": 30.0},
    "check-figure-watches": {"task": "forum.check_figure_watches", "schedule": 60.0},
    "check-practice-watches": {"task": "forum.check_practice_watches", "schedule": 600.0},
    "remind-of-questions": {"task": "forum.remind_of_questions", "schedule": 3600.0},
    "refresh-metrics": {"task": "metrics.discover_releases", "schedule": 24 * 3600.0},
    "follow-mergers": {"task": "accounts.follow_mergers", "schedule": 24 * 3600.0},
    "ask-whether-case-studies-hold": {
        "task": "casestudies.ask_whether_case_studies_hold",
        "schedule": 24 * 3600.0,
    },
    "tell-of-new-case-studies": {"task": "casestudies.tell_of_new_case_studies", "schedule": 24 * 3600.0},
    "plan-effects": {"task": "casestudies.plan_effects", "schedule": 60.0},
    "clear-uploads": {"task": "safety.clear_uploads", "schedule": 24 * 3600.0},
}

# Where figures come from.
RTT_DATA_DIR = env.folder("RTT_DATA_DIR", BASE_DIR.parent / "shared" / "rtt")
BOUNDARIES_DIR = env.folder("BOUNDARIES_DIR", BASE_DIR.parent / "shared" / "reference")
BOUNDARIES_ALLOWED_HOSTS = env.words(
    "BOUNDARIES_ALLOWED_HOSTS", "services1.arcgis.com geoportal.statistics.gov.uk"
)
RTT_INDEX_ADDRESS = env.text(
    "RTT_INDEX_ADDRESS", "https://www.england.nhs.uk/statistics/statistical-work-areas/rtt-waiting-times/"
)
RTT_ALLOWED_HOSTS = env.words("RTT_ALLOWED_HOSTS", "www.england.nhs.uk")
RTT_MONTHS = env.number("RTT_MONTHS", 24)
RELEASES_DIR = VAR_DIR / "releases"
DEMONSTRATION_DIR = VAR_DIR / "demonstration"

# Whom readers ask, and tell about what they cannot use.
CONTACT_EMAIL = env.text("CONTACT_EMAIL")
# Links in mail begin with it.
SITE_ADDRESS = env.text("SITE_ADDRESS", f"http://localhost:{env.number('PORT', 8000)}")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"config.static.{'OnOneMachine' if LOCAL else 'Deployed'}"},
}
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LARGEST_BODY = 21_000_000
# Files that people upload: the largest one, in bytes, and where ClamAV listens.
UPLOAD_LARGEST = env.number("UPLOAD_LARGEST_MB", 10) * 1_000_000
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS")

HTTPS = env.flag("HTTPS", not LOCAL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ByToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.PerAsker"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "metrics.api.problems.answered",
}
# How often one may ask the API; a page of it has up to 1,000 rows.
API_RATES = {"visitor": "60/min", "person": "120/min", "token": "300/min"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Exemplar API",
    "DESCRIPTION": "Figures computed from NHS England's referral-to-treatment waiting times, practice and discussions.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "AreaKindEnum": "metrics.models.Area.Kind",
        "CaseKindEnum": "casestudies.models.CaseStudy.Kind",
        "CaseStateEnum": "casestudies.models.CaseStudy.State",
        "PostStateEnum": "forum.models.Post.State",
        "StrengthEnum": "casestudies.models.vocabulary.Strength",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "metrics.api.schema.completed",
    ],
}

DEFAULT_EXCEPTION_REPORTER = "safety.logs.WithoutWhatWasSent"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "safety.logs.WithoutRows",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
