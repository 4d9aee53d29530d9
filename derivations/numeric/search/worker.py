"""The other end of a LocalProcesses pipe: a process that runs what it is sent, until nobody sends any more.

Goes in: on standard input, pickled (function, arguments), one after another. Comes out: on standard output, pickled
(True, result) or (False, error). Must not know: what the functions do.

What a function prints goes to standard error, so that it cannot be taken for a result.
"""

import os
import pickle
import signal
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO


def main() -> None:
    """Run what comes in until the pipe is closed; end at once when it is, also in the middle of a function."""
    # Ctrl+C reaches every process of the terminal; the one that started this one decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(incoming, waiting), daemon=True).start()
    while True:
        write(outgoing, _answer(waiting.get()))


def write(stream: BinaryIO, message: bytes) -> None:
    """Send a message: its length in 8 bytes, then itself."""
    stream.write(len(message).to_bytes(8, "big"))
    stream.write(message)
    stream.flush()


def read(stream: BinaryIO) -> bytes:
    """Receive a message; EOFError where the other end has gone, also within one."""
    return _exactly(stream, int.from_bytes(_exactly(stream, 8), "big"))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    got = stream.read(count)
    if len(got) < count:
        raise EOFError("the other end has gone")
    return got


def _listen(incoming: BinaryIO, waiting: "SimpleQueue[bytes]") -> None:
    """Pass messages on, and leave nothing behind when the one who sends them has gone."""
    with suppress(EOFError, OSError):
        while True:
            waiting.put(read(incoming))
    os._exit(0)


def _answer(message: bytes) -> bytes:
    answer: tuple[bool, Any]
    try:
        function, arguments, options = pickle.loads(message)
        answer = (True, function(*arguments, **options))
    except Exception as error:
        answer = (False, error)
    try:
        sent = pickle.dumps(answer)
        if not answer[0]:
            pickle.loads(sent)  # some errors can be pickled, but not be read again
    except Exception as error:
        sent = pickle.dumps((False, RuntimeError(f"{type(error).__name__} on sending {answer[1]!r}: {error}")))
    return sent
