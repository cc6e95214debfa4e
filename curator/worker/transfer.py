"""Sends records over a Connection; arrays travel as raw bytes beside a small pickled header."""

import os
import pickle
import sys
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Not a bytearray: that writes zeros first, and keeps all other threads waiting as long.
Buffer = NDArray[np.uint8]


def send(connection: "Connection[Any, Any]", message: object) -> None:
    """Send a message; its arrays are neither pickled nor copied."""
    buffers: list[pickle.PickleBuffer] = []
    header = pickle.dumps(message, protocol=5, buffer_callback=buffers.append)
    raws = [buffer.raw() for buffer in buffers]
    connection.send_bytes(pickle.dumps(([raw.nbytes for raw in raws], header)))
    for raw in raws:
        if raw.nbytes:
            _send_raw(connection, raw)


def receive(connection: "Connection[Any, Any]") -> Any:
    """The next message; its arrays are writable. Raises EOFError or OSError at the other's end."""
    sizes, header = pickle.loads(connection.recv_bytes())
    buffers = [_receive_raw(connection, size) if size else bytearray() for size in sizes]
    return pickle.loads(header, buffers=buffers)


# Past Connection's own framing, which copies what it receives twice. On Windows the pipe needs it.
if sys.platform == "win32":

    def _send_raw(connection: "Connection[Any, Any]", raw: memoryview) -> None:
        connection.send_bytes(raw)

    def _receive_raw(connection: "Connection[Any, Any]", size: int) -> Buffer:
        buffer = np.empty(size, np.uint8)
        connection.recv_bytes_into(buffer.data)
        return buffer

else:

    def _send_raw(connection: "Connection[Any, Any]", raw: memoryview) -> None:
        descriptor, sent = connection.fileno(), 0
        while sent < raw.nbytes:
            sent += os.write(descriptor, raw[sent:])

    def _receive_raw(connection: "Connection[Any, Any]", size: int) -> Buffer:
        buffer = np.empty(size, np.uint8)
        view, descriptor, got = buffer.data, connection.fileno(), 0
        while got < size:
            count = os.readv(descriptor, [view[got:]])
            if count == 0:
                raise EOFError
            got += count
        return buffer
