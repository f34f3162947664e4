"""Open a map in headless Chromium with the network off: no request, no console error, less than 3 MB, one picture.

python scripts/check_map.py out/daklak/map.html [picture.png]
"""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/outputs"))

from browser import Browser

LARGEST_BYTES = 3_000_000


def faults(file: Path, picture: Path | None = None) -> list[str]:
    """What is wrong with a map; the page must also have drawn something."""
    if not file.is_file():
        return [f"there is no {file}"]
    found = [f"{file.stat().st_size} bytes, more than {LARGEST_BYTES}"] if file.stat().st_size >= LARGEST_BYTES else []
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return [*found, "no Chromium is installed"]
    with Browser(program) as browser:
        page = browser.open(file)
        page.wait(1.0)
        asked = [address for address in page.requests if not address.startswith(("data:", "file:", "blob:"))]
        found += [f"request to {address}" for address in asked]
        found += [f"console: {error}" for error in page.console_errors]
        if not page.evaluate("document.querySelectorAll('.leaflet-pane canvas, .leaflet-pane img').length"):
            found.append("nothing is drawn")
        if picture is not None:
            page.screenshot(picture)
        page.close()
    return found


def main() -> int:
    """0 if the map is as it must be."""
    file, *picture = map(Path, sys.argv[1:])
    found = faults(file, *picture)
    print("\n".join(found) or f"{file}: {file.stat().st_size / 1e6:.2f} MB, no request, no console error")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
