"""Take the pictures of docs/maps.md from a map with all layers, in headless Chromium with the network off.

python scripts/make_map_pictures.py out/daklak-theo-nam/map.html
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/outputs"))

from browser import Browser, Page

IMAGES = Path(__file__).resolve().parents[1] / "docs/images"
WIDTH, HEIGHT, COLOURS = 1280, 800, 192
MAP = "Object.values(window).find(v => v instanceof L.Map)"
PLAN_OFF = tuple(f"input[data-layer={name}]" for name in ("built", "shared", "routes"))

# name: what is clicked, other script
PICTURES: dict[str, tuple[tuple[str, ...], str]] = {
    "plan": ((), ""),
    "year": (('input[value="area"]',), "year(2)"),
    "swipe": (('input[value="rsrp_after"]', ".cp-swipe-switch"), ""),
    "spots": ((*PLAN_OFF, 'input[value="spots_before"]'), ""),
    "indoor": ((*PLAN_OFF, 'input[value="other_0"]'), ""),
    "key_areas": ((*PLAN_OFF, 'input[value="none"]', "input[data-layer=key_areas]"), ""),
    "masts": (('input[value="none"]', "input[data-layer=masts]"), "to(12.69, 108.08, 11.5)"),
    "sharing": ((*PLAN_OFF, 'input[value="none"]', "input[data-layer=sharing]"), "year(1)"),
    "protection": ((*PLAN_OFF, 'input[value="none"]', "input[data-layer=protection]"), ""),
}
HELPERS = f"""
window.year = (k) => {{ const i = document.querySelector('.cp-years input');
  i.value = k; i.dispatchEvent(new Event('input')); }};
window.to = (lat, lon, zoom) => {{ {MAP}.setView([lat, lon], zoom, {{animate: false}}); }};
document.querySelectorAll('.cp-group').forEach((group) => {{ group.open = false; }});
"""


def take(page: Page, file: Path, clicks: tuple[str, ...], script: str) -> None:
    """Put a page into a state and write what is seen with few colours."""
    page.evaluate(HELPERS)
    for selector in clicks:
        page.evaluate(f"document.querySelector('{selector}').click()")
    page.evaluate(f"{script};1")
    page.wait(0.8)
    with tempfile.TemporaryDirectory() as folder:
        page.screenshot(Path(folder) / "seen.png")
        seen = (Path(folder) / "seen.png").read_bytes()
    picture = Image.open(io.BytesIO(seen)).convert("RGB")
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, 1, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    """One picture for each state."""
    (page_file,) = map(Path, sys.argv[1:])
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with Browser(program) as browser:
        for name, (clicks, script) in PICTURES.items():
            file = IMAGES / f"map_{name}.png"
            page = browser.open(page_file, WIDTH, HEIGHT)
            take(page, file, clicks, script)
            print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
