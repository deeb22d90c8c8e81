"""When something went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from vitalfew.analysis.engines import EngineError
from vitalfew.apps.imports.problems import engine_problem
from vitalfew.files.problems import FileProblem

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
        if isinstance(exception, PermissionDenied):
            return not_found(request)
        if settings.DEBUG or isinstance(exception, Http404):
            return None
        if isinstance(exception, (FileProblem, EngineError)) and settings.ORDERS_URL:
            return _without_orders(request, exception)
        # The path is written with its escapes: it cannot begin a line of its own.
        logger.error("Request failed: %r", request.path, exc_info=exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            return _without_database("problems/unavailable.html", 503)
        return _without_database("problems/error.html", 500)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ANN401, ARG001
    return render(request, "problems/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ANN401, ARG001
    return _without_database("problems/bad_request.html", 400)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "problems/too_many.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return _without_database("problems/error.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return render(request, "problems/expired.html", status=403)


def _without_orders(
    request: HttpRequest, exception: FileProblem | EngineError
) -> HttpResponse:
    """The orders lie elsewhere; told without a traceback, and never with an address."""
    problem = (
        engine_problem(exception) if isinstance(exception, EngineError) else exception
    )
    logger.warning("Request failed: %r: %s", request.path, problem)
    return _without_database("problems/orders.html", 503)


def _without_database(template: str, status: int) -> HttpResponse:
    """A page that needs nothing that may just have failed: no request, no query."""
    return HttpResponse(render_to_string(template), status=status)
