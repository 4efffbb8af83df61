"""A guard around clients that find their endpoints themselves: no name but this machine's is ever looked up."""

import contextlib
import socket

HERE = {"127.0.0.1", "localhost", "::1", "", None}


@contextlib.contextmanager
def only():
    """Refuses every other host and fails at the end if one was asked for, even if the client got over it."""
    look_up, beyond = socket.getaddrinfo, []

    def guarded(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if name in HERE:
            return look_up(host, *args, **kwargs)
        beyond.append(name)
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is beyond this machine")

    socket.getaddrinfo = guarded
    try:
        yield
    finally:
        socket.getaddrinfo = look_up
    assert not beyond, f"a client asked for {sorted(set(beyond))}"
