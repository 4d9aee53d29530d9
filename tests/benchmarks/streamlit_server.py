"""A Streamlit server of its own for a script: started as a reader starts it, ended by its process.

Goes in: the path of a script. Comes out: its address, and what processor time it has used.
Must not know: what the script shows.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboard" / "app.py"
START_SECONDS = 60
STOP_SECONDS = 10
NOT_A_READERS = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# The kernel's number for "the processor clock of this process, in nanoseconds" (linux/posix-timers.h).
SCHEDULER_CLOCK = 2


class Server(NamedTuple):
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"http://127.0.0.1:{self.port}"

    def processor_time(self) -> float:
        """Give the seconds that all its threads together, the ended ones too, have spent on a processor.

        Raises
        ------
        OSError
            If this is not Linux.
        """
        if sys.platform != "linux":
            raise OSError("the processor clock of another process is known on Linux only")
        return time.clock_gettime((~self.process.pid << 3) | SCHEDULER_CLOCK)

    def wait_until_open(self) -> None:
        """Return as soon as somebody listens.

        Raises
        ------
        RuntimeError
            If the process ends, or nobody listens in time.
        """
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.005)
        raise RuntimeError(f"no server on port {self.port}: streamlit ended with {self.process.poll()}")


@contextmanager
def serving(script: Path) -> Iterator[Server]:
    """Run `streamlit run` on a script in the project's root, with the project's settings, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    # as in tests/browser: neither the tester's own settings nor a path to the project's modules; and a reader's Python
    # keeps what it has compiled, as it does for the packages beside the project
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_") and k not in NOT_A_READERS}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=kept, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield Server(process, port)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
