"""Who is at the page, by which proof, and with which role.

Nothing here asks Streamlit: a page passes ``st.user``, ``st.context.headers`` and
``st.context.ip_address``, and gets a :class:`Person` or an :class:`AccessError`.
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any

from flotation.errors import AccessError
from flotation.file_table import printable
from flotation_ui.roles import Person, Role, Source, role_named
from flotation_ui.sign_in import SignIn, is_local_name

RoleLookup = Callable[[str], str | None]

LONGEST_NAME = 200
# What proxies add: with one of these a request did not start at this machine's own browser.
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host")


def current_person(
    user: Mapping[str, Any],
    headers: Mapping[str, str],
    address: str | None,
    settings: SignIn,
    role_lookup: RoleLookup,
) -> Person:
    """The person at the page, by the one way of signing in that is set up.

    Parameters
    ----------
    user : mapping
        Claims of the identity provider, as ``st.user`` gives them.
    headers : mapping of str to str
        Of the request that opened the page, as ``st.context.headers``.
    address : str or None
        Other end of the connection, as ``st.context.ip_address``; None is this machine.
    settings : flotation_ui.sign_in.SignIn
    role_lookup : callable
        Name to the name of a role, None for somebody who has none.

    Raises
    ------
    AccessError
        If nobody is signed in, the proof is not good, or the person has no role.
    DataError
        If the role that was looked up is none.
    """
    if settings.way == "oidc":
        return _with_role(_oidc_name(user, settings), "oidc", settings, role_lookup)
    if settings.way == "proxy":
        return _with_role(_proxy_name(headers, address, settings), "proxy", settings, role_lookup)
    _check_local(headers, address, settings)
    return Person(name=settings.local_name, role=settings.local_role, source="local")


def _check_local(headers: Mapping[str, str], address: str | None, settings: SignIn) -> None:
    """Refuse whoever is not at this machine, where nobody signs in."""
    if not settings.bound_to_this_machine:
        raise AccessError(
            "this server can be reached from the network and no sign-in is set up, so nobody may "
            "use it; bind it to 127.0.0.1 or set FLOTATION_SIGN_IN (docs/sign_in.md)"
        )
    if not _is_this_machine(address):
        raise AccessError(
            f"the request comes from {_shown(address)} and only this machine may use a server "
            "without sign-in; set FLOTATION_SIGN_IN (docs/sign_in.md)"
        )
    passed_on = [name for name in FORWARDED if _values(headers, name)]
    if passed_on:
        raise AccessError(
            f"the request was passed on by a proxy (it has the header {passed_on[0]}) and no "
            "sign-in is set up; set FLOTATION_SIGN_IN=proxy or oidc (docs/sign_in.md)"
        )
    for host in _values(headers, "host"):
        if not is_local_name(_without_port(host)):
            raise AccessError(
                f"the page was asked for as {_shown(host)}; a server without sign-in answers only "
                "to localhost and 127.0.0.1"
            )


def _oidc_name(user: Mapping[str, Any], settings: SignIn) -> str:
    if user.get("is_logged_in") is not True:
        raise AccessError("you are not signed in; sign in to go on", sign_in_helps=True)
    if user.get("email_verified") is False and settings.claim == "email":
        raise AccessError(
            "the identity provider has not verified your e-mail address; verify it there first"
        )
    return _checked_name(user.get(settings.claim), f"the claim {settings.claim!r}")


def _proxy_name(headers: Mapping[str, str], address: str | None, settings: SignIn) -> str:
    """The name in the proxy's header, believed only from the proxy's own address."""
    if not _is_proxy(address, settings):
        raise AccessError(
            f"the request comes from {_shown(address)}, which is not the proxy that signs people "
            "in (FLOTATION_SIGN_IN_PROXIES); open the page through the proxy"
        )
    names = _values(headers, settings.header)
    if not names:
        raise AccessError(
            f"the proxy sent no header {settings.header}; sign in at the proxy first",
            sign_in_helps=True,
        )
    if len(names) > 1:
        raise AccessError(
            f"the header {settings.header} came {len(names)} times; the proxy must replace what "
            "a browser sends, not add to it"
        )
    return _checked_name(names[0], f"the header {settings.header}")


def _with_role(name: str, source: Source, settings: SignIn, role_lookup: RoleLookup) -> Person:
    found = role_lookup(name)
    if name in settings.admins:
        role: Role | None = Role.ADMIN
    elif found is not None:
        role = role_named(found)
    else:
        role = settings.default_role
    if role is None:
        raise AccessError(f"{name} is signed in but has no role; ask an administrator for one")
    return Person(name=name, role=role, source=source)


def _checked_name(value: Any, where: str) -> str:
    """A name as the audit keeps it: lower case, without blanks around it."""
    if not isinstance(value, str) or not value.strip():
        raise AccessError(f"{where} names nobody; set the sign-in to send a name")
    name = value.strip().casefold()
    if len(name) > LONGEST_NAME:
        raise AccessError(f"{where} has {len(name)} characters, at most {LONGEST_NAME} are a name")
    try:
        printable(name)
    except ValueError as error:
        raise AccessError(f"{where} is not a name: {error}") from error
    return name


def _values(headers: Mapping[str, str], name: str) -> list[str]:
    """Every value of a header, whatever the case of its name."""
    get_all = getattr(headers, "get_all", None)
    if get_all is not None:
        return list(get_all(name))
    return [value for key, value in headers.items() if key.lower() == name.lower()]


def _is_this_machine(address: str | None) -> bool:
    return address is None or is_local_name(address)


def _is_proxy(address: str | None, settings: SignIn) -> bool:
    try:
        here = ip_address("127.0.0.1" if address is None else address)
    except ValueError:
        return False
    here = getattr(here, "ipv4_mapped", None) or here
    return any(here in network for network in settings.proxies)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _shown(text: str | None) -> str:
    """What a request claims, as short printable text."""
    words = "this machine" if text is None else text[:60]
    return "".join(c if c.isprintable() else "?" for c in words)
