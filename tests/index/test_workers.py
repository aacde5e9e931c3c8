"""The processes in which segments are built, when a person or the machine ends what they work for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Ctrl-C reaches every process of the terminal's group; this one comes while the workers' Python still starts.
INTERRUPTED = """
import os, signal
from index.whoosh_engine.workers import Builders
signal.signal(signal.SIGINT, lambda *_: None)
builders = Builders()
os.killpg(0, signal.SIGINT)
builders.close()
print({worker.returncode for worker in builders._workers})
"""


def test_workers_hear_no_ctrl_c_and_end_with_their_pipe() -> None:
    """Interrupted while they started, they printed the traceback of a KeyboardInterrupt each."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], cwd=ROOT, start_new_session=True, capture_output=True, encoding="utf-8"
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "{0}\n", "")
