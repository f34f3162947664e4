"""DOCX → PDF by LibreOffice, where it is on the path or where its installer puts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from covplan.outputs.files import writing

PROGRAMS = ("soffice", "libreoffice")
_INSTALLED = {  # off the path
    "win32": r"C:\Program Files\LibreOffice\program",
    "darwin": "/Applications/LibreOffice.app/Contents/MacOS",
}
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
    places = (os.environ.get("PATH", os.defpath), _INSTALLED.get(sys.platform))
    folders = os.pathsep.join(filter(None, places))
    program = next(filter(None, (shutil.which(name, path=folders) for name in PROGRAMS)), None)
    if program is None:
        return None, "no_program"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps what is still open
        profile = Path(folder, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", _FILTER]
        try:
            subprocess.run(
                [*command, "--outdir", folder, str(document)], check=True, capture_output=True, timeout=_SECONDS
            )
        except (OSError, subprocess.SubprocessError):
            return None, "failed"
        made = Path(folder, target.name)
        if not made.is_file():
            return None, "failed"
        with writing(target) as temporary:
            shutil.copyfile(made, temporary)
    return target, None
