"""A server on loopback that answers as a PI Web API does, from signals that are functions."""

import base64
import json
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "reader", "pi s3cret"


class _Handler(BaseHTTPRequestHandler):
    """Answers of ``points``, ``attributes`` and ``streamsets/summary``."""

    def do_GET(self):
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.server.asked.append((parts.path, query, self.headers))
        self.server.gate.wait()
        pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {pair}":
            return self._answer({"Message": "Authorization has been denied"}, 401)
        if self.server.raw is not None:
            return self._send(200, self.server.raw)
        if self.server.elsewhere:
            return self._send(302, b"", {"Location": self.server.elsewhere})
        if parts.path in ("/piwebapi/points", "/piwebapi/attributes"):
            return self._signal(query["path"][0])
        if parts.path == "/piwebapi/streamsets/summary":
            return self._answer({"Items": [self._stream(w, query) for w in query["webId"]]})
        return self._answer({"Message": "not found"}, 404)

    def _signal(self, path):
        if path not in self.server.signals:
            return self._answer({"Errors": [f"PI Point not found '{path}'."]}, 404)
        return self._answer({"WebId": f"F1{base64.urlsafe_b64encode(path.encode()).decode()}"})

    def _stream(self, web_id, query):
        path = base64.urlsafe_b64decode(web_id[2:]).decode()
        start, end = (datetime.fromisoformat(query[k][0]) for k in ("startTime", "endTime"))
        assert query["summaryDuration"][0].endswith("s")
        step = timedelta(seconds=int(query["summaryDuration"][0][:-1]))
        items = []
        while start < end:
            mean, good = self.server.signals[path](start)
            items += [_item("Average", start, mean), _item("PercentGood", start, good)]
            start += step
        return {"WebId": web_id, "Name": path.rpartition("\\")[2], "Path": path, "Items": items}

    def _answer(self, content, code=200):
        self._send(code, json.dumps(content).encode())

    def _send(self, code, data, headers=()):
        self.send_response(code)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_words):
        """Nothing: a test's output is its own."""


def _item(kind, start, value):
    bad = {"Name": "No Data", "Value": 248, "IsSystem": True}
    stamp = f"{start:%Y-%m-%dT%H:%M:%S}.0000000Z"
    return {
        "Type": kind,
        "Value": {
            "Timestamp": stamp,
            "UnitsAbbreviation": "",
            "Good": value is not None,
            "Questionable": False,
            "Substituted": False,
            "Value": bad if value is None else value,
        },
    }


class _Server(ThreadingHTTPServer):
    """A server that is not upset by clients that die."""

    daemon_threads = True

    def handle_error(self, *_words):
        """Nothing: a killed client breaks its pipe."""


@contextmanager
def serving(signals, raw=None, elsewhere=None):
    """Serve signals: {path: start in UTC to (mean or None, percent good)}; yields the server.

    It answers while its ``gate`` is set, and lets everybody wait while it is not.
    """
    server = _Server(("127.0.0.1", 0), _Handler)
    server.gate = threading.Event()
    server.gate.set()
    server.signals, server.asked, server.raw, server.elsewhere = signals, [], raw, elsewhere
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()
