"""Put before everything in a process that must open no connection: one that tries ends with an error."""

import socket


def _refuse(*args: object) -> None:
    raise RuntimeError(f"a connection was opened: {args[1:]}")


socket.socket.connect = _refuse
socket.socket.connect_ex = _refuse
