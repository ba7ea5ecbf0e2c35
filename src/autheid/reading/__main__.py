"""One job from standard input, one answer to standard output. Imports come first, then the limits, then foreign bytes."""

from __future__ import annotations

import sys

from autheid.reading.job import decode_job, encode_answer
from autheid.reading.limits import MAY_START, confine
from autheid.reading.read import do


def main() -> None:
    """Read, do, write."""
    confine(may_start=sys.argv[1:] == [MAY_START])
    # Whoever started this waits for the sign before it hands over the job: a process in reserve is ready, not starting.
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    sys.stdout.buffer.write(encode_answer(do(decode_job(sys.stdin.buffer.read()))))
    sys.stdout.buffer.flush()


main()
