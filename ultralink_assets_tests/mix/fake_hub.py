"""A Hub for data sets on loopback: what `huggingface_hub` asks of it in an upload, and what it then holds."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

TOKEN = "hf_secretOfTheTests"
Answer = tuple[int, dict[str, Any] | list[Any]]


class FakeHub:
    """Repositories with their branches, and large files by their hash. ``fail`` maps part of a path to a status."""

    def __init__(self) -> None:
        self.url = ""
        self.repos: dict[str, dict[str, dict[str, bytes]]] = {}
        self.private: dict[str, bool] = {}
        self.large: dict[str, bytes] = {}
        self.fail: dict[str, int] = {}
        self.requests: list[str] = []
        self.commits: list[str] = []
        self.words = "as you were told"

    def answer(self, method: str, path: str, body: bytes, headers: Any) -> Answer:
        self.requests.append(f"{method} {path}")
        broken = next((status for part, status in self.fail.items() if part in path), 0)
        if broken:
            return broken, {"error": self.words}
        if path.startswith("/large/"):
            self.large[path.removeprefix("/large/")] = body
            return 200, {}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"error": f"Invalid token: {headers.get('Authorization')}"}
        for pattern, handle in self._routes().items():
            if found := re.fullmatch(pattern, f"{method} {path.split('?')[0]}"):
                return handle(body, *found.groups())
        return 404, {"error": f"no such page: {method} {path}"}

    def _routes(self) -> dict[str, Callable[..., Answer]]:
        repo = r"/api/datasets/([\w-]+/[\w-]+)"
        return {
            "POST /api/repos/create": self._create,
            "POST /api/validate-yaml": lambda body: (200, {"errors": [], "warnings": []}),
            f"GET {repo}": self._info,
            rf"POST {repo}/branch/([\w-]+)": self._branch,
            rf"GET {repo}/tree/([\w-]+)": self._tree,
            rf"POST {repo}/preupload/([\w-]+)": self._preupload,
            r"POST /datasets/([\w-]+/[\w-]+)\.git/info/lfs/objects/batch": self._batch,
            rf"POST {repo}/commit/([\w-]+)": self._commit,
        }

    def _create(self, body: bytes) -> Answer:
        asked = json.loads(body)
        name = f"{asked['organization'] or 'me'}/{asked['name']}"
        address = {"url": f"{self.url}/datasets/{name}"}
        if name in self.repos:
            return 409, address
        assert asked["type"] == "dataset"
        self.repos[name] = {"main": {".gitattributes": b""}}
        self.private[name] = asked.get("visibility") == "private"
        return 200, address

    def _info(self, body: bytes, name: str) -> Answer:
        return (200, {"id": name, "private": self.private[name]}) if name in self.repos else (404, {})

    def _branch(self, body: bytes, name: str, branch: str) -> Answer:
        if branch in self.repos[name]:
            return 409, {}
        self.repos[name][branch] = dict(self.repos[name]["main"])
        return 200, {}

    def _tree(self, body: bytes, name: str, branch: str) -> Answer:
        files = self.repos[name][branch].items()
        return 200, [{"type": "file", "path": path, "size": len(data), "oid": "0"} for path, data in files]

    def _preupload(self, body: bytes, name: str, branch: str) -> Answer:
        asked = json.loads(body)["files"]
        modes = {file["path"]: "lfs" if file["path"].endswith(".parquet") else "regular" for file in asked}
        files = [{"path": path, "uploadMode": mode, "shouldIgnore": False} for path, mode in modes.items()]
        return 200, {"files": files}

    def _batch(self, body: bytes, name: str) -> Answer:
        objects = json.loads(body)["objects"]
        uploads = [{**one, "actions": {"upload": {"href": f"{self.url}/large/{one['oid']}"}}} for one in objects]
        return 200, {"objects": uploads, "transfer": "basic"}

    def _commit(self, body: bytes, name: str, branch: str) -> Answer:
        files = dict(self.repos[name][branch])
        for line in body.decode().splitlines():
            change, value = json.loads(line)["key"], json.loads(line)["value"]
            if change == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif change == "lfsFile":
                files[value["path"]] = self.large[value["oid"]]
                assert hashlib.sha256(files[value["path"]]).hexdigest() == value["oid"]
            elif change == "deletedFile":
                del files[value["path"]]
        self.repos[name][branch] = files
        self.commits.append(f"{name}@{branch}")
        return 200, {"commitUrl": f"{self.url}/datasets/{name}/commit/{'0' * 40}", "commitOid": "0" * 40}


@contextmanager
def serving() -> Iterator[FakeHub]:
    """A Hub without repositories, while the block runs."""
    hub = FakeHub()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = hub.answer(self.command, self.path, body, self.headers)
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _handle  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield hub
    server.shutdown()
    server.server_close()
