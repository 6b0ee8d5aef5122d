"""The project's settings in a test process."""

from tests import environment

environment.prepare()

from config.settings import *

# Quick where tests look for something else: hashing, and file names that need `collectstatic` first.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(exist_ok=True)
# Tests ask more often than anybody may; those of the limit set it.
API_RATES = dict.fromkeys(API_RATES, "100000/min")
# Nobody learns from the time of a test who has an account; the test that measures it sets it.
SAME_SECONDS = 0
