"""Settings for the tests: a data directory of their own, thrown away at the end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_directory = Path(tempfile.mkdtemp(prefix="vitalfew-tests-"))
atexit.register(shutil.rmtree, _directory, ignore_errors=True)
os.environ["VITALFEW_DATA"] = str(_directory)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
else:
    os.environ.pop("DATABASE_URL", None)

from vitalfew.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# As an installation gets its tables: `tests/cli/test_tables.py` holds them to what the
# migrations come to.
DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# WhiteNoise warns about a directory that is not there yet.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
