"""How people sign in, as the environment of the server says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal, cast

from flotation.errors import DataError
from flotation_ui.roles import Role, role_named

Way = Literal["none", "oidc", "proxy"]
Network = IPv4Network | IPv6Network

PREFIX = "FLOTATION_SIGN_IN"
KNOWN = {
    PREFIX: "none, oidc or proxy",
    f"{PREFIX}_CLAIM": "claim of the identity provider that names a person",
    f"{PREFIX}_HEADER": "header in which the proxy names a person",
    f"{PREFIX}_PROXIES": "addresses or networks of the proxy, with commas",
    f"{PREFIX}_ADMINS": "names that are administrators whatever the database says",
    f"{PREFIX}_DEFAULT_ROLE": "role of somebody signed in who has none",
    f"{PREFIX}_LOCAL_NAME": "name of whoever sits at this machine",
    f"{PREFIX}_LOCAL_ROLE": "role of whoever sits at this machine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The one way people sign in to a server.

    Attributes
    ----------
    way : str
        ``none`` (this machine only), ``oidc`` (Streamlit's login) or ``proxy`` (a header).
    bound_to_this_machine : bool
        Whether the server listens on this machine's own address only.
    local_name, local_role : str, Role
        Whoever sits at this machine, where nobody signs in.
    claim : str
        Claim of the identity provider that names a person.
    header : str
        Header in which the proxy names a person.
    proxies : tuple of network
        Where that header is believed.
    admins : frozenset of str
        Names that are administrators, so that a new database has one.
    default_role : Role or None
        Role of somebody signed in whom the database does not know; None: no entry.
    """

    way: Way = "none"
    bound_to_this_machine: bool = False
    local_name: str = "local"
    local_role: Role = Role.APPROVER
    claim: str = "email"
    header: str = "x-forwarded-user"
    proxies: tuple[Network, ...] = ()
    admins: frozenset[str] = frozenset()
    default_role: Role | None = None


def read_sign_in(environ: Mapping[str, str], server_address: str | None) -> SignIn:
    """How people sign in, from ``FLOTATION_SIGN_IN...`` and the server's address.

    Parameters
    ----------
    environ : mapping of str to str
        As ``os.environ``.
    server_address : str or None
        Address the server listens on, Streamlit's ``server.address``; None: all of them.

    Raises
    ------
    DataError
        If a setting is unknown, or does not fit the way of signing in.

    Examples
    --------
    >>> read_sign_in({}, "127.0.0.1").bound_to_this_machine
    True
    >>> read_sign_in({"FLOTATION_SIGN_IN": "oidc"}, None).way
    'oidc'
    """
    given = {key: value.strip() for key, value in environ.items() if key.startswith(PREFIX)}
    given = {key: value for key, value in given.items() if value}
    unknown = sorted(given.keys() - KNOWN.keys())
    if unknown:
        raise DataError(f"{unknown[0]} is no setting; known are {', '.join(KNOWN)}")
    way = given.get(PREFIX, "none")
    if way not in ("none", "oidc", "proxy"):
        raise DataError(f"{PREFIX} must be none, oidc or proxy, got {way!r}")
    proxies = tuple(_network(text) for text in _items(given, "PROXIES"))
    if way == "proxy" and not proxies:
        raise DataError(
            f"{PREFIX}=proxy needs {PREFIX}_PROXIES, the addresses whose header is believed"
        )
    default = given.get(f"{PREFIX}_DEFAULT_ROLE")
    return SignIn(
        way=cast(Way, way),
        bound_to_this_machine=server_address is not None and is_local_name(server_address),
        local_name=given.get(f"{PREFIX}_LOCAL_NAME", "local"),
        local_role=role_named(given.get(f"{PREFIX}_LOCAL_ROLE", Role.APPROVER.label)),
        claim=given.get(f"{PREFIX}_CLAIM", "email"),
        header=given.get(f"{PREFIX}_HEADER", "x-forwarded-user").lower(),
        proxies=proxies,
        admins=frozenset(name.casefold() for name in _items(given, "ADMINS")),
        default_role=role_named(default) if default else None,
    )


def is_local_name(host: str) -> bool:
    """Whether a host name or address is this machine's own, whoever asks.

    Examples
    --------
    >>> is_local_name("localhost"), is_local_name("::1"), is_local_name("0.0.0.0")
    (True, True, False)
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _items(given: Mapping[str, str], key: str) -> list[str]:
    parts = given.get(f"{PREFIX}_{key}", "").split(",")
    return [part.strip() for part in parts if part.strip()]


def _network(text: str) -> Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise DataError(
            f"{PREFIX}_PROXIES: {text!r} is no address or network such as 10.0.0.2 or "
            f"172.18.0.0/16 ({error})"
        ) from error
    if network.prefixlen == 0:
        raise DataError(f"{PREFIX}_PROXIES: {text} is everybody; name the proxy's own address")
    return network
