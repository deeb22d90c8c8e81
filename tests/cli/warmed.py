"""The command, without reading its modules anew each time.

    python tests/cli/warmed.py CHANNEL

Started as a process of its own with nothing but the modules read: no settings and no
database. For every line of JSON on the channel it forks a child that becomes the
command, in the folder, with the environment, arguments and files the line names; what
the child ends with is written back. Only the end of the interpreter is left out: what
libraries in C++ take down there does not outlive a fork.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from importlib import import_module
from socket import socket
from typing import Any, TextIO

READ_ONCE = (
    "csp.apps",
    "dj_database_url",
    "django.contrib.admin.decorators",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.views.debug",
    "django_cotton.apps",
    "django_stubs_ext",
    "django_tasks.apps",
    "email.headerregistry",
    "ibis.backends.duckdb.converter",
    "ibis.expr.types.groupby",
    "multiprocessing.reduction",
    "numpy.random",
    "ortools.sat.python.cp_model",
    "psycopg_pool",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "pydantic.type_adapter",
    "pydantic.types",
    "rich.progress",
    "rich.status",
    "scipy.optimize",
    "scipy.special",
    "vitalfew.analysis.assessment.forecast",
    "vitalfew.analysis.assessment.warning",
    "vitalfew.analysis.screen",
    "vitalfew.cli.main",
    "vitalfew.files.deciding",
    "vitalfew.files.outputs",
    "vitalfew.files.pipeline",
    "vitalfew.files.reading",
    "vitalfew.files.store",
)


def become(order: dict[str, Any]) -> None:
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    for place, (name, how) in enumerate(
        (
            (order["in"], os.O_RDONLY),
            (order["out"], os.O_WRONLY),
            (order["err"], os.O_WRONLY),
        )
    ):
        file = os.open(name, how)
        os.dup2(file, place)
        os.close(file)
    sys.argv = order["arguments"]


def ended() -> int:
    """Run the command up to what Python itself does last."""
    from vitalfew.cli.main import run

    code: object = None
    try:
        run()
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else int(code is not None)


def child_of(lines: TextIO) -> str:
    """Forks at every line and returns it in the child; in the parent, the end."""
    for line in lines:
        child = os.fork()
        if child == 0:
            return line
        _pid, status = os.waitpid(child, 0)
        lines.write(f"{os.waitstatus_to_exitcode(status)}\n")
        lines.flush()
    return ""


def main() -> None:
    for name in READ_ONCE:
        import_module(name)
    gc.freeze()
    with socket(fileno=int(sys.argv[1])) as channel, channel.makefile("rw") as lines:
        order = child_of(lines)
    if order:
        become(json.loads(order))
        os._exit(ended())


if __name__ == "__main__":
    main()
