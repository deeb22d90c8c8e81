"""The application a web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalfew.project.settings")
application = get_wsgi_application()

# All pages are loaded now, not by the first request of each. What is loaded stays: the
# collector need not go through it again, which would hold up one request in a hundred
# for a tenth of a second.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
