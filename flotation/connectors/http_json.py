"""One GET for JSON: bounded in time and size, no redirect, no host that is not allowed."""

import base64
import http.client
import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from flotation.connectors.access import without_secret
from flotation.errors import DataError

LARGEST = 32 << 20
_STEP = 1 << 16


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect leads to a host that nobody allowed."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def get_json(url, name, access, *, user=None, password=None, timeout=30.0):
    """The JSON at a URL.

    Parameters
    ----------
    url : str
        https; http for this machine only.
    name : str
        Of the connector, for sentences.
    access : flotation.connectors.access.Access
    user, password : str, optional
        For basic authentication.
    timeout : float, default 30
        For the whole answer. [s]

    Raises
    ------
    DataError
    """
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise DataError(f"{name}: the URL must begin with https://, so that nobody reads along")
    if parts.username or parts.password:
        raise DataError(f"{name}: user and password do not belong in the URL")
    access.check_host(url, name, 443 if parts.scheme == "https" else 80)
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    if user is not None:
        pair = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {pair}")
    try:
        data = _bounded(request, name, timeout)
    except urllib.error.HTTPError as error:
        error.close()
        raise DataError(f"{name}: {parts.hostname} {_refusal(error.code)}") from None
    except (OSError, http.client.HTTPException) as error:
        why = without_secret(getattr(error, "reason", error), password)
        raise DataError(f"{name}: {parts.hostname} cannot be reached ({why})") from None
    try:
        return json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        why = without_secret(error, password)
        raise DataError(f"{name}: {parts.hostname} did not answer with JSON ({why})") from None


def _bounded(request, name, timeout):
    ends, parts, size = time.monotonic() + timeout, [], 0
    with _OPENER.open(request, timeout=timeout) as answer:
        while part := answer.read1(_STEP):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise DataError(
                    f"{name}: the answer has more than {LARGEST >> 20} MB; ask for less"
                )
            if time.monotonic() > ends:
                raise DataError(f"{name}: the answer took more than {timeout:g} s")
    return b"".join(parts)


def _refusal(code):
    if code in (401, 403):
        return f"refused user or password (HTTP {code})"
    if 300 <= code < 400:
        return f"sends elsewhere (HTTP {code}), which is not followed; give the final URL"
    return f"answered HTTP {code}"


def _no_constant(word):
    raise ValueError(f"{word} is no number")
