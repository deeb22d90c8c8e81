"""The application a web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from vitalfew.project.collector import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalfew.project.settings")
application = get_wsgi_application()

# All pages are loaded now, not by the first request of each. What is loaded stays: the
# collector need not go through it again, which would hold up one request in a hundred
# for a tenth of a second. What a page is made of is gone with it, nearly all without
# the collector: it looks for the rest when so much more was made than let go.
_ = get_resolver().url_patterns
gc.collect()
collect_rarely()
