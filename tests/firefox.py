"""Firefox, driven without a driver: it speaks Marionette over a socket of this machine, and so do we. A command is
`[0, number, name, values]` behind its length in bytes, an answer `[1, number, error, result]`.

Playwright's own way to Debian's Firefox asks for an emulation that its long-term release does not know; Selenium asks
for a program that Debian does not have. What a test needs of a browser is a page of Python.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

NOWHERE = 9
"""A port at which nothing answers: whatever Firefox wants of the network ends there."""

PREFS: dict[str, Any] = {
    "marionette.port": 0,  # any that is free: it writes it into its profile
    "network.proxy.type": 1,
    **{f"network.proxy.{name}": "127.0.0.1" for name in ("http", "ssl")},
    **{f"network.proxy.{name}_port": NOWHERE for name in ("http", "ssl")},
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.manage-offline-status": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.auto": False,
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.download.alwaysOpenPanel": False,
    "ui.useOverlayScrollbars": 1,  # as on a phone: they take no room
    "intl.accept_languages": "en-GB",
    "devtools.console.stdout.content": True,
    "dom.ipc.processCount": 1,  # one at a time is read: fewer processes begin sooner
    "dom.ipc.processPrelaunch.enabled": False,
}

SPOKEN_TO = ("--marionette", "--remote-allow-system-access")

WATCH = """
globalThis.asked = [];
globalThis.missing = [];
const watch = (topic, see) => Services.obs.addObserver({ observe(channel) {
  channel.QueryInterface(Ci.nsIHttpChannel);
  const page = channel.loadInfo.externalContentPolicyType === Ci.nsIContentPolicy.TYPE_DOCUMENT;
  if (page || channel.loadInfo.loadingPrincipal?.isContentPrincipal) see(channel);
} }, topic);
watch("http-on-modify-request", ({ URI }) => asked.push(URI.spec));
watch("http-on-examine-response", (channel) => {
  if (channel.responseStatus >= 400 && !channel.URI.spec.endsWith("/favicon.ico"))
    missing.push(`${channel.URI.spec}: ${channel.responseStatus}`);
});
"""
"""Remembers what pages ask of the network and do not get; what the browser wants for itself is nobody's business."""

COMPLAINTS = """
const said = Services.console.getMessageArray()
  .filter((each) => each instanceof Ci.nsIScriptError && /^(http|file|blob|data)/.test(each.sourceName))
  .filter(({ category, flags }) => category.startsWith("CSP") || /content javascript/.test(category) && !(flags & 1))
  .map((each) => `${each.sourceName}:${each.lineNumber}: ${each.errorMessage}`);
Services.console.reset();
return [...said, ...missing.splice(0)];
"""
"""Errors of scripts, refusals of the content policy, and what is not there. Warnings of style sheets are not meant."""

SAID = re.compile(r"console\.(error|warn): [\"(]")
"""How Firefox writes down what a page says to its console, with the setting above. Its own parts say their names."""

FORGET = """
const done = arguments[arguments.length - 1];
Services.io.offline = false;
Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, () => { Services.console.reset(); done(true); });
"""

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""How an element is named between a driver and a browser: W3C WebDriver."""


class Refused(Exception):
    """What Firefox would not do, and why."""


class Firefox:
    """One Firefox without its windows, with a profile that is thrown away. As a context it is gone at the end of it."""

    def __init__(self) -> None:
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        assert path, "Firefox is missing. `make test` installs it: tests/get-browser.sh"
        self.folder = Path(tempfile.mkdtemp(prefix="handbook-firefox-"))
        self.downloads = self.folder / "downloads"
        self.said = self.folder / "said.txt"
        profile = self.folder / "profile"
        for each in (self.downloads, profile):
            each.mkdir()
        prefs = {**PREFS, "browser.download.dir": str(self.downloads)}
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items()), "utf-8"
        )
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [path, "--headless", "--no-remote", *SPOKEN_TO, "--profile", profile],
                env={**os.environ, "HOME": str(self.folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
                stdout=said,
                stderr=said,
                start_new_session=True,  # a group of its own: all of it ends when we say so
            )
        self.number = self.heard = 0
        try:
            self.socket = self._connected(profile / "MarionetteActivePort")
            self._read()  # what it says of itself
            self.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "accept"}})
            self.chrome(WATCH)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Firefox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it and everything that it began, and throw its profile away."""
        if "socket" in vars(self):
            with contextlib.suppress(OSError, Refused, subprocess.TimeoutExpired):
                self.ask("Marionette:Quit", flags=["eForceQuit"])
                self.process.wait(10)
            self.socket.close()
        for _ in range(1200):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.poll()
            if not self.alive():
                break
            time.sleep(0.025)
        shutil.rmtree(self.folder, ignore_errors=True)

    def alive(self) -> bool:
        """Whether anything that it began still runs."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    # -- speaking ------------------------------------------------------------------------------------

    def _connected(self, port: Path) -> socket.socket:
        for _ in range(600):
            if port.is_file() and (text := port.read_text("utf-8")):
                return socket.create_connection(("127.0.0.1", int(text)), timeout=60)
            assert self.process.poll() is None, f"Firefox ended by itself: {self.process.returncode}"
            time.sleep(0.05)
        raise TimeoutError("Firefox did not begin to listen.")

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._received(1)
        return json.loads(self._received(int(length[:-1])))

    def _received(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            if not (part := self.socket.recv(length - len(found))):
                raise ConnectionError("Firefox has gone.")
            found += part
        return found

    def ask(self, name: str, **values: Any) -> Any:
        """Have a command carried out, and give its result. Raises `Refused` with what Firefox says."""
        self.number += 1
        text = json.dumps([0, self.number, name, values]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, number, error, result = self._read()
        assert number == self.number, "answers come in turn"
        if error:
            raise Refused(f"{name}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    # -- a page --------------------------------------------------------------------------------------

    def open(self, address: str) -> None:
        """Go to an address, and wait until the page is there."""
        self.ask("WebDriver:Navigate", url=address)

    def reload(self) -> None:
        """Load the page again, as a reader does. WebDriver's own way goes round the service worker."""
        self.script("(window.seenBefore = true, location.reload())")
        self.until("!window.seenBefore && document.readyState === 'complete'")

    def script(self, text: str, *values: Any) -> Any:
        """What an expression of JavaScript comes to on the page; `a` is the list of values."""
        return self.ask(
            "WebDriver:ExecuteScript",
            script=f"const a = [...arguments]; return {text}",
            args=list(values),
            sandbox=None,  # as the page itself sees it
        )

    def until(self, text: str, *values: Any) -> Any:
        """Wait until an expression comes to something that holds, and give it. Raises `TimeoutError` with it."""
        for _ in range(1200):
            try:
                if found := self.script(text, *values):
                    return found
            except Refused as refused:  # the page may be on its way to another
                if "javascript error" not in str(refused) and "unload" not in str(refused):
                    raise
            time.sleep(0.025)
        raise TimeoutError(f"{self.script('location.href')}: {text}: {self.script(text, *values)!r}")

    def text(self, selector: str) -> str:
        """What an element says, as it is shown."""
        return str(self.script("document.querySelector(a[0]).innerText.trim()", selector))

    def says(self, selector: str, words: str) -> None:
        """Wait until an element says some words."""
        self.until("document.querySelector(a[0])?.textContent.includes(a[1])", selector, words)

    def element(self, selector: str) -> str:
        return str(self.ask("WebDriver:FindElement", using="css selector", value=selector)[ELEMENT])

    def click(self, selector: str) -> None:
        """Press an element as a mouse does: refused if something else lies above it."""
        self.ask("WebDriver:ElementClick", id=self.element(selector))

    def type(self, selector: str, text: str) -> None:
        """Type into a field, letter by letter; for a field of files, its path."""
        self.ask("WebDriver:ElementSendKeys", id=self.element(selector), text=text)

    def downloaded(self) -> Path:
        """The one file that was saved, when all of it is there."""
        for _ in range(1200):
            found = list(self.downloads.iterdir())
            if len(found) == 1 and found[0].suffix != ".part" and found[0].stat().st_size:
                return found[0]
            time.sleep(0.025)
        raise TimeoutError(f"Saved: {[each.name for each in self.downloads.iterdir()]}")

    # -- the browser behind it -----------------------------------------------------------------------

    def chrome(self, text: str, later: bool = False) -> Any:
        """Run a script in the browser itself and give its result; `later`, when it calls its last argument."""
        self.ask("Marionette:SetContext", value="chrome")
        try:
            name = "WebDriver:ExecuteAsyncScript" if later else "WebDriver:ExecuteScript"
            return self.ask(name, script=text, args=[], sandbox="system", newSandbox=False)
        finally:
            self.ask("Marionette:SetContext", value="content")

    def wide(self, width: int) -> None:
        """Make the page as wide as a phone, or as the window again (0)."""
        size = f"{width}px" if width else ""
        self.chrome(
            "const { style } = Services.wm.getMostRecentWindow('navigator:browser').gBrowser.selectedBrowser;"
            f"style.minWidth = style.maxWidth = {json.dumps(size)}; return true"
        )
        if width:
            self.until("innerWidth === a[0]", width)

    def printed(self) -> bytes:
        """The page on paper, as a PDF: A4."""
        sheet = {"page": {"width": 21.0, "height": 29.7}, "shrinkToFit": False}
        return base64.b64decode(self.ask("WebDriver:Print", **sheet))

    def offline(self, is_: bool) -> None:
        """Cut the network, or mend it."""
        self.chrome(f"Services.io.offline = {json.dumps(is_)}")

    def complaints(self) -> list[str]:
        """What it had to complain about since it was last asked."""
        lines = self.said.read_text("utf-8", errors="replace").splitlines()
        new, self.heard = lines[self.heard :], len(lines)
        return [*map(str, self.chrome(COMPLAINTS)), *(line for line in new if SAID.match(line))]

    def asked(self) -> list[str]:
        """What pages have asked of the network since this was last asked."""
        return [str(each) for each in self.chrome("return asked.splice(0)")]

    def forget(self) -> None:
        """As if nobody had ever used it."""
        self.open("about:blank")
        self.chrome(FORGET, later=True)
        self.asked()
        for each in self.downloads.iterdir():
            each.unlink()
