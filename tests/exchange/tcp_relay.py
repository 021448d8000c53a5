# SPDX-License-Identifier: Apache-2.0
"""A link to the exchange that can be cut: TCP connections whose bytes are passed on by a thread for each direction."""
import contextlib
import socket
import threading


class TcpRelay:
    """`url` leads to the target's port until cut(): then connections are dead and new ones refused, until heal()."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.lock = threading.Lock()
        self.open = set()
        self.listener = None
        self.port = 0
        self.heal()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def heal(self):
        with self.lock:
            if self.listener:
                return
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self.port = self.listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        """When it returns both sides have been told that their connections are over."""
        with self.lock:
            listener, self.listener = self.listener, None
            for sock in (listener, *self.open):
                with contextlib.suppress(OSError, AttributeError):
                    sock.shutdown(socket.SHUT_RDWR)
            self.open.clear()
            if listener:
                listener.close()

    close = cut

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
            except ConnectionRefusedError:
                near.close()  # nobody is there: the caller sees an end at once
                continue
            except OSError:
                return  # cut
            far.settimeout(None)
            with self.lock:
                if self.listener is not listener:
                    near.close()
                    far.close()
                    return
                self.open.update((near, far))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for sock in (one, other):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        with self.lock:
            self.open.discard(one)
        one.close()
