"""Uploads stream to the disk they will stay on; too large ones end at once."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from vitalfew.apps.imports.storage import uploads_folder

if TYPE_CHECKING:
    from django.http import HttpRequest


class StreamedUploads(FileUploadHandler):
    """Writes beside the other uploads and counts all files of a request together."""

    chunk_size = 1 << 20

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self.too_large = False
        self.file: Any = None

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ANN401, ARG002  Django's signature
        META: Any,  # noqa: ANN401, N803
        content_length: int,
        boundary: Any,  # noqa: ANN401, ARG002
        encoding: Any = None,  # noqa: ANN401, ARG002
    ) -> None:
        del META
        self.too_large = content_length > settings.MAX_UPLOAD_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().new_file(*args, **kwargs)
        # Not in the system's folder of temporary files: that may be small.
        self.file = tempfile.NamedTemporaryFile(  # noqa: SIM115  closed with the request
            dir=uploads_folder(), prefix="arriving-"
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        self.received += len(raw_data)
        if self.too_large or self.received > settings.MAX_UPLOAD_BYTES:
            self.too_large = True
            self.file.close()
            # The rest of the request is still read, so that the answer arrives.
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.file.seek(0)
        return UploadedFile(file=self.file, name=self.file_name or "", size=file_size)

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
