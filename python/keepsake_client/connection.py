"""HTTP to a Keepsake server: over the socket of this computer, or to an address with a key."""

import http.client
import json
import os
import shlex
import shutil
import socket
import subprocess
import threading
import uuid
from urllib.parse import quote, urlencode, urlsplit


class KeepsakeError(Exception):
    """What the server refused, with its code (such as VERSION_CONFLICT) and details."""

    def __init__(self, code, message, details=None):
        super().__init__(message)
        self.code = code
        self.details = details or {}


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self._path)


class Connection:
    """One server and key. Threads may share it; each has an HTTP connection of its own."""

    def __init__(self, url=None, key=None, project=None):
        self._url = url or os.environ.get("KEEPSAKE_URL") or os.environ.get("BOTWIRE_URL")
        self._key = key or os.environ.get("KEEPSAKE_KEY")
        self._project = project
        self._socket = None
        self._lock = threading.RLock()
        self._threads = threading.local()

    def project(self):
        """The id of the project that is read and written."""
        with self._lock:
            if self._project is None:
                caller = self.send("GET", "/server")["caller"]
                if "default_project_id" not in caller:
                    raise KeepsakeError("VALIDATION_ERROR", "Use a key, or name a project.")
                self._project = caller["default_project_id"]
            return self._project

    def call(self, method, path, body=None, query=None):
        """A call below the project's path."""
        return self.send(method, f"/projects/{self.project()}{path}", body, query)

    def send(self, method, path, body=None, query=None):
        """The `data` of the answer. Raises KeepsakeError."""
        self._prepare()
        given = {name: value for name, value in (query or {}).items() if value is not None}
        address = f"/api/v1{path}" + (f"?{urlencode(given)}" if given else "")
        headers = {"authorization": f"Bearer {self._key}", "x-keepsake-client": "keepsake python"}
        if method != "GET":
            # A repeat after a broken connection is applied once.
            headers["idempotency-key"] = str(uuid.uuid4())
        content = None
        if body is not None:
            content = json.dumps(body, allow_nan=False).encode()
            headers["content-type"] = "application/json"
        return self._read(self._exchange(method, address, content, headers))

    def _prepare(self):
        with self._lock:
            if self._url is None and self._socket is None:
                self._socket, made = _local()
                self._key = self._key or made
            if self._key is None:
                message = f"The server {self._url} wants a key. Give it as key= or in KEEPSAKE_KEY."
                raise KeepsakeError("UNAUTHORIZED", message)

    def _exchange(self, method, address, content, headers):
        for attempt in (1, 2):
            connection = getattr(self._threads, "connection", None) or self._open()
            self._threads.connection = connection
            try:
                connection.request(method, address, content, headers)
                response = connection.getresponse()
                return response.status, response.read()
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                self._threads.connection = None
                # A connection that was kept open may have been closed at the other end.
                if attempt == 2:
                    where = self._url or "on this computer"
                    message = f"The Keepsake server {where} cannot be reached: {error}"
                    raise KeepsakeError("UNAVAILABLE", message) from error
        raise AssertionError("unreachable")

    def _open(self):
        if self._socket is not None:
            return _SocketConnection(self._socket)
        parts = urlsplit(self._url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname, parts.port)

    @staticmethod
    def _read(answer):
        status, text = answer
        try:
            envelope = json.loads(text)
        except ValueError:
            envelope = {}
        if envelope.get("success") is True:
            return envelope["data"]
        message = envelope.get("message", f"The server answered {status} in a form that is not known.")
        raise KeepsakeError(envelope.get("code", "INTERNAL"), message, envelope.get("details"))


def segment(text):
    """A part of a path."""
    return quote(text, safe="")


def _local():
    """Socket and key of this computer's Keepsake, from its command; KEEPSAKE_COMMAND names another one."""
    named = os.environ.get("KEEPSAKE_COMMAND")
    command = shlex.split(named) if named else [shutil.which("keepsake") or "keepsake"]
    try:
        done = subprocess.run([*command, "key", "local", "--json"], capture_output=True, text=True, check=False)
    except OSError as error:
        message = "The command `keepsake` is not found. Install Keepsake, or give url and key."
        raise KeepsakeError("UNAVAILABLE", message) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise KeepsakeError("UNAVAILABLE", f"Keepsake does not answer: {done.stderr.strip()}") from error
    if "error" in answer:
        raise KeepsakeError(answer["error"]["code"], answer["error"]["message"])
    return answer["socket"], answer["key"]


_shared = {}
_shared_lock = threading.Lock()


def connect(url=None, key=None, project=None):
    """The connection for these settings; the same ones share it."""
    names = ("KEEPSAKE_URL", "BOTWIRE_URL", "KEEPSAKE_KEY", "KEEPSAKE_HOME")
    name = (url, key, project, os.getpid(), *(os.environ.get(one) for one in names))
    with _shared_lock:
        if name not in _shared:
            _shared[name] = Connection(url, key, project)
        return _shared[name]
