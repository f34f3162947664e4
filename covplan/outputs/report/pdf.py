"""DOCX → PDF by LibreOffice, where it is on the path."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 300.0
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {
        "UseTaggedPDF": {"type": "boolean", "value": "true"},  # headings, tables, alternative texts for readers aloud
        "ExportBookmarks": {"type": "boolean", "value": "true"},
    },
    separators=(",", ":"),
)


def convert_to_pdf(document: Path) -> tuple[Path | None, str | None]:
    """Write the PDF beside a DOCX; without one, ``no_program`` or ``failed`` says why, and no older PDF is left.

    LibreOffice works in a profile of its own, so that a window that somebody has open does not stop it.
    """
    target = document.with_suffix(".pdf")
    target.unlink(missing_ok=True)
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        return None, "no_program"
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", _FILTER]
        try:
            subprocess.run(
                [*command, "--outdir", folder, str(document)], check=True, capture_output=True, timeout=_SECONDS
            )
            shutil.move(Path(folder, target.name), target)
        except (OSError, subprocess.SubprocessError):
            return None, "failed"
    return target, None
