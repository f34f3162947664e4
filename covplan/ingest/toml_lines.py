"""Where each key of a TOML file stands: its parser does not tell."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line of each key that begins a line, and of each table header; keys inside inline tables have none."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    header: KeyPath = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$", line):
            header = tuple(part.strip(" \"'") for part in match[2].split("."))
            if header[:1] in counts and len(header) > 1:  # [carriers.x] belongs to the latest [[carriers]]
                header = (header[0], counts[header[:1]] - 1, *header[1:])
            if match[1] == "[[":
                counts[header] = counts.get(header, 0) + 1
                header = (*header, counts[header] - 1)
            lines.setdefault(header, number)
        elif match := re.match(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=", line):
            keys = tuple(part.strip(" \"'") for part in match[1].split("."))
            lines.setdefault((*header, *keys), number)
    return lines
