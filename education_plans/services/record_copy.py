"""The copy of a record as files: a PDF to read and the same as data, in one archive (P19a, article 20 of the UK GDPR)."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.wording import day, moment
from agreements.services.printing import pdf
from education_plans.models import RecordRequest
from education_plans.selectors.record_contents import files_of

READABLE, DATA = "record.pdf", "record.json"
FORMAT = 1


def record_archive(request: RecordRequest, parts: Sequence[Mapping[str, Any]], *, now: datetime) -> bytes:
    """A zip of these parts of the record: `record.pdf`, `record.json` and the files. Parts that are left out stand in both
    with their reason and nothing else. Raises PrintingFailed.
    """
    learner = request.learner
    reasons = {each["part"]: each["reason"] for each in request.left_out}
    told = [
        {**part, "rows": [] if part["code"] in reasons else part["rows"], "left_out": reasons.get(part["code"], "")}
        for part in parts
    ]
    data: dict[str, Any] = {
        "format": FORMAT,
        "title": f"The record of {learner.full_name}",
        "asked": day(request.asked_at),
        "made": moment(now),
        "parts": told,
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(READABLE, pdf("education_plans/me/record.typ", data))
        folder.writestr(DATA, json.dumps(data, ensure_ascii=False, indent=1))
        if "files" not in reasons:
            for number, attachment in enumerate(files_of(learner), start=1):
                with attachment.file.open("rb") as stored:
                    folder.writestr(f"files/{number:03d} {_safe(attachment.name)}", stored.read())
    return archive.getvalue()


def readable_copy(request: RecordRequest) -> bytes:
    """The PDF alone, out of the archive that was made."""
    with request.file.open("rb") as stored, zipfile.ZipFile(stored) as folder:
        return folder.read(READABLE)


def _safe(name: str) -> str:
    """A file name that leads nowhere else when the archive is unpacked."""
    return "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in name).lstrip(". ")[:100] or "file"
