"""What a connector may reach: hosts the server allows, secrets the server keeps.

A connector file names both and holds neither: whoever may change the file cannot
turn it to another host, nor read a secret that was not meant for connectors.
"""

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, Strict

from flotation.errors import DataError

HOSTS_VARIABLE = "FLOTATION_IMPORT_HOSTS"
SECRET_PREFIX = "FLOTATION_SECRET_"
SecretName = Annotated[str, Field(pattern=rf"^{SECRET_PREFIX}[A-Z0-9_]+$", max_length=100)]
Seconds = Annotated[float, Strict(), Field(ge=0.1, le=600.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Hosts and secrets of the machine that imports.

    Attributes
    ----------
    hosts : frozenset of str
        ``host`` or ``host:port``, in lower case.
    secrets : mapping of str to str
        By the name of the environment variable.
    """

    hosts: frozenset = frozenset()
    secrets: dict = field(default_factory=dict, repr=False)

    def check_host(self, url, name, default_port):
        """Refuse a URL whose host is not allowed.

        Raises
        ------
        DataError
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or default_port
        except ValueError as error:
            raise DataError(f"{name}: the URL is not one ({error})") from error
        if not host:
            raise DataError(f"{name}: the URL names no host")
        if not {host, f"{host}:{port}", f"[{host}]:{port}"} & self.hosts:
            raise DataError(
                f"{name}: the host {host} (port {port}) is not allowed here; whoever runs the "
                f"server adds it to {HOSTS_VARIABLE}"
            )

    def secret(self, variable, name):
        """The secret in an environment variable, or None where none is named.

        Raises
        ------
        DataError
            If it is not set.
        """
        if variable is None:
            return None
        value = self.secrets.get(variable, "")
        if not value:
            raise DataError(f"{name}: the environment variable {variable} is not set")
        return value


def read_access(environ):
    """What connectors may reach, as the environment says.

    Parameters
    ----------
    environ : mapping of str to str
        As ``os.environ``.

    Returns
    -------
    Access

    Examples
    --------
    >>> sorted(read_access({"FLOTATION_IMPORT_HOSTS": "pi.mill.example, 10.0.0.5:5432"}).hosts)
    ['10.0.0.5:5432', 'pi.mill.example']
    """
    hosts = environ.get(HOSTS_VARIABLE, "").split(",")
    return Access(
        hosts=frozenset(host.strip().lower() for host in hosts if host.strip()),
        secrets={key: value for key, value in environ.items() if key.startswith(SECRET_PREFIX)},
    )


def without_secret(words, secret):
    """Words of a driver or a server as one short line, without a secret in it."""
    text = " ".join(str(words).split())
    if secret:
        text = text.replace(secret, "***")
    return "".join(c if c.isprintable() else "?" for c in text[:200])
