"""A headless browser driven over the DevTools protocol: what a page asked for, complained of and shows."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websocket

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
]


class Page:
    """One open page; ``requests`` and ``console_errors`` are what it did since it was opened."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=60)
        self._number = 0
        self.requests: list[str] = []
        self.console_errors: list[str] = []
        self.loaded = False

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and take in events until its answer."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])
        elif method == "Runtime.exceptionThrown":
            self.console_errors.append(params["exceptionDetails"]["exception"]["description"])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.console_errors.append(str(params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.console_errors.append(params["entry"]["text"])
        elif method == "Page.loadEventFired":
            self.loaded = True

    def evaluate(self, script: str) -> Any:
        """Value of an expression on the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    @property
    def dom(self) -> str:
        """The document as it stands."""
        return str(self.evaluate("document.documentElement.outerHTML"))

    def move_to(self, x: float, y: float) -> None:
        """Put the pointer on a place of the page."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Press and release the left button."""
        self.drag(x, y, x, y)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Press the left button, move in a few steps, release it."""
        self.move_to(x, y)
        self._mouse("mousePressed", x, y, 1)
        for k in range(1, 6) if (x, y) != (to_x, to_y) else ():
            self._mouse("mouseMoved", x + k / 5 * (to_x - x), y + k / 5 * (to_y - y), 1)
        self._mouse("mouseReleased", to_x, to_y, 0)

    def _mouse(self, what: str, x: float, y: float, buttons: int) -> None:
        button = {"button": "left", "buttons": buttons, "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type=what, x=x, y=y, **button)

    def type(self, words: str) -> None:
        """Put words where the cursor stands."""
        self.call("Input.insertText", text=words)

    def key(self, name: str, code: int) -> None:
        """Press a key by its name and code: ``("Enter", 13)``."""
        for what in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=what, key=name, windowsVirtualKeyCode=code)

    def middle(self, selector: str) -> tuple[float, float]:
        """The middle of an element on the page."""
        x, y = self.evaluate(
            f"(r => [r.left + r.width / 2, r.top + r.height / 2])"
            f"(document.querySelector({selector!r}).getBoundingClientRect())"
        )
        return x, y

    def screenshot(self, file: Path) -> None:
        """Picture of what is seen."""
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def pdf(self) -> bytes:
        """The page as printed, on the paper that it asks for."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])

    def wait(self, seconds: float) -> None:
        """Let the page go on and take in its events."""
        self.evaluate(f"new Promise(done => setTimeout(() => done(1), {1000 * seconds}))")

    def close(self) -> None:
        self._socket.close()


class Browser:
    """``with Browser(chromium) as browser: page = browser.open(file)``."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._pages: list[Page] = []

    def __enter__(self) -> Browser:
        # what the browser keeps for itself after the end (crash reports) does not matter
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [self._program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "no_proxy": "127.0.0.1,localhost"},
        )
        told = Path(self._profile.name) / "DevToolsActivePort"
        end = time.monotonic() + 60
        while not (told.exists() and told.read_text(encoding="ascii").count("\n")):
            if self._process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError("the browser did not start")
            time.sleep(0.05)
        self._host = f"127.0.0.1:{told.read_text(encoding='ascii').split()[0]}"
        return self

    def open(self, file: Path, width: int = 1440, height: int = 900, touch: bool = False) -> Page:
        """Open a file with the network off and wait until it has loaded."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(f"http://{self._host}/json/new?about:blank", method="PUT")
        with opener.open(request, timeout=30) as answer:
            page = Page(json.load(answer)["webSocketDebuggerUrl"])
        self._pages.append(page)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.call(
            "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch)
        page.call("Page.navigate", url=file.resolve().as_uri())
        end = time.monotonic() + 60
        while not page.loaded:
            assert time.monotonic() < end, "the page did not load"
            page.wait(0.1)
        page.wait(0.15)
        return page

    def __exit__(self, *_: object) -> None:
        for page in self._pages:
            page.close()
        self._process.terminate()
        self._process.wait(timeout=20)
        self._profile.cleanup()
