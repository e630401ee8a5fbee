"""`python3 -m aws_emulator --port PORT --run-id ID [--stock]`: serves AWS on 127.0.0.1 until it is told to stop."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys

LOOPBACK = "127.0.0.1"

#: Exit codes that whoever starts the server tells apart.
EXIT_PORT_TAKEN = 3
EXIT_PORT_REFUSED = 4


def main() -> None:
    parser = argparse.ArgumentParser(prog="aws_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--run-id", required=True, help="what GET /_emulator answers, to tell one run from another")
    parser.add_argument("--stock", action="store_true", help="moto as it is, for comparison")
    arguments = parser.parse_args()

    listener = listen(arguments.port)
    port = listener.getsockname()[1]
    # moto calls itself by this variable; terraform-provider-aws wants AWS's own managed policies.
    os.environ["MOTO_PORT"] = str(port)
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    # A certificate is issued as soon as it is asked for again: nobody has to prove anything here.
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"

    # moto reads its settings when it is imported, and takes a second for that: a taken port is told before.
    from aws_emulator.server import serve

    serve(listener, run_id=arguments.run_id, stock=arguments.stock)


def listen(port: int) -> socket.socket:
    """A listening socket on loopback, or an exit that says why there is none."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError as error:
        print(f"{LOOPBACK}:{port}: {error.strerror}", file=sys.stderr)
        raise SystemExit(EXIT_PORT_TAKEN if error.errno == errno.EADDRINUSE else EXIT_PORT_REFUSED) from None
    return listener


if __name__ == "__main__":
    main()
