from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from vitalfew.apps import sample as sample_package
from vitalfew.apps.imports import services
from vitalfew.apps.imports.models import Batch, Kind, State
from vitalfew.apps.imports.problems import ImportProblem, message_of, stored_problem
from vitalfew.apps.imports.selectors import batches_listed
from vitalfew.apps.imports.storage import warehouse
from vitalfew.files.bidi import isolated
from vitalfew.files.tables_out import csv_text
from vitalfew.web.access import allowed
from vitalfew.web.imports import page, people, wording
from vitalfew.web.imports.forms import (
    ReadingForm,
    UploadForm,
    WithdrawForm,
    mapping_sent,
)
from vitalfew.web.imports.uploading import StreamedUploads

if TYPE_CHECKING:
    from vitalfew.web.requests import Request

A_PAGE = 50
SAMPLE = Path(sample_package.__file__).parent / "online_retail_ii"


def imports(request: Request) -> HttpResponse:
    """All imports, newest first, and the way to a new one."""
    return _list(request, UploadForm())


def _list(request: Request, form: UploadForm, *, status: int = 200) -> HttpResponse:
    rows = Paginator(batches_listed(request.user), A_PAGE)
    context = {
        "form": form,
        "examples": wording.examples(),
        "page": rows.get_page(request.GET.get("page")),
        "may_import": allowed(request.user, "import-upload", write=True),
        "may_set_sources": allowed(request.user, "sources"),
        "may_merge": allowed(request.user, "contacts-same"),
        "engine": warehouse(),
    }
    return render(request, "imports/imports.html", context, status=status)


@csrf_exempt
def upload(request: Request) -> HttpResponse:
    """Take files in; the handler must be set before anything reads the request."""
    handler = StreamedUploads(request)
    request.upload_handlers = [handler]
    response: HttpResponse = _upload(request)
    return response


@csrf_protect
@require_POST
def _upload(request: Request) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    handler = request.upload_handlers[0]
    if isinstance(handler, StreamedUploads) and handler.too_large:
        form.add_error("files", _("This is larger than an upload may be."))
        return _list(request, form, status=413)
    files = [
        (file.name or "", file.chunks()) for file in request.FILES.getlist("files")
    ]
    try:
        batch = services.draft_create(
            acting=request.user, kind=request.POST.get("kind", ""), files=files
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _list(request, form, status=422)
    except ImportProblem as error:
        form.add_error(None, _problem_text(error))
        return _list(request, form, status=507)
    services.draft_check(batch=batch, acting=request.user)
    return redirect("import-draft", batch.pk)


def _problem_text(error: ImportProblem) -> str:
    message = message_of(stored_problem(error))
    return f"{_(message.text) % error.values} {_(message.to_do) % error.values}"


def draft(request: Request, pk: int) -> HttpResponse:
    """What a file holds, and what importing it would change; or: read it again."""
    batch = _open(request, pk)
    if batch.state not in {State.DRAFT, State.CHECKING, State.CHECKED}:
        return redirect("import-batch", pk)
    form = ReadingForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        services.draft_check(
            batch=batch,
            acting=request.user,
            mapping=mapping_sent(batch, request.POST),
            options=form.cleaned_data,
        )
        return redirect("import-draft", pk)
    context = page.draft_context(batch, request.user) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "imports/draft.html", context, status=status)


def progress(request: Request, pk: int) -> HttpResponse:
    """How far reading or importing is; sends the page on when it has ended."""
    batch = _open(request, pk)
    target = redirect(_page_of(request, batch), pk)
    if not request.htmx:
        return target
    if not batch.is_under_way:
        return HttpResponseClientRedirect(target.url)
    context = {
        "batch": batch,
        "step": wording.step_word(batch.job_step),
        "percent": page.percent(batch),
    }
    return render(request, "imports/_progress.html", context)


def _page_of(request: Request, batch: Batch) -> str:
    is_draft = batch.state in {State.DRAFT, State.CHECKING, State.CHECKED}
    return (
        "import-draft"
        if is_draft and allowed(request.user, "import-draft")
        else ("import-batch")
    )


@require_POST
def commit(request: Request, pk: int) -> HttpResponse:
    batch = _open(request, pk)
    if request.POST.get("refused") == "nothing":
        return discard(request, pk)
    try:
        services.batch_commit(
            batch=batch,
            acting=request.user,
            skip_refused=request.POST.get("refused") == "skip",
            leave_out=request.POST.getlist("leave_out"),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(_page_of(request, batch), pk)
    return redirect("import-batch", pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    batch = _open(request, pk)
    try:
        services.draft_discard(batch=batch, acting=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("import-batch", pk)
    text = _("%(name)s was thrown away; nothing was imported.")
    messages.success(request, text % {"name": isolated(batch.name)})
    return redirect("imports")


def batch(request: Request, pk: int) -> HttpResponse:
    """The report of one import."""
    found = _open(request, pk)
    context = page.draft_context(found, request.user) | {
        "may_withdraw": found.state == State.COMMITTED
        and allowed(request.user, "import-withdraw", write=True),
        "may_see_refused": allowed(request.user, "import-refused"),
        "withdraw_form": WithdrawForm(),
        "same_as": _same_as(request, found),
        "stayed": people.stayed(found, request.user),
    }
    return render(request, "imports/batch.html", context)


def _same_as(request: Request, found: Batch) -> Batch | None:
    same = found.effect.get("same_as")
    return batches_listed(request.user).filter(pk=same).first() if same else None


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Ask why, then let an import not count any more."""
    found = _open(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.batch_withdraw(
                batch=found, acting=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            text = _("%(name)s does not count any more; figures are being renewed.")
            if found.kind == Kind.CONTACTS:
                text = _("%(name)s was withdrawn; what nobody has used since is gone.")
            messages.success(request, text % {"name": isolated(found.name)})
            return redirect("import-batch", pk)
    context = {"batch": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "imports/withdraw.html", context, status=status)


def refused(request: Request, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Every refused line with row, column, value and reason."""
    found = _open(request, pk)
    if page.refused_path(found) is None:
        raise Http404
    response = StreamingHttpResponse(
        page.refused_csv(found), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="refused-{pk}.csv"'
    return response


def sample(_request: Request) -> FileResponse:
    """Online Retail II: a real file to try an import with."""
    found = sorted(SAMPLE.glob("online_retail_*"))
    if not found:
        raise Http404
    return FileResponse(found[0].open("rb"), as_attachment=True, filename=found[0].name)


def template(_request: Request, kind: str) -> HttpResponse:
    """A file with the headings and one line, to be filled in."""
    example = wording.example(kind)
    if example is None:
        raise Http404
    text = "\ufeff" + csv_text(example.headings, [example.cells])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


def _open(request: Request, pk: int) -> Batch:
    return get_object_or_404(batches_listed(request.user), pk=pk)
