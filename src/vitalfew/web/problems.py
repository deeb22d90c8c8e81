"""What a person reads when something went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("vitalfew.web")


class ProblemMiddleware:
    """Turns what a view could not handle into a page without a traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if settings.DEBUG or isinstance(exception, Http404):
            return None
        logger.error("Request failed: %s", request.path, exc_info=exception)
        if isinstance(exception, DatabaseError):
            return render(request, "problems/unavailable.html", status=503)
        return render(request, "problems/error.html", status=500)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "problems/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "problems/error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "problems/expired.html", status=403)
