"""Runs a command, and writes how long it took and how much memory its largest process had:
`measured.py NOTE COMMAND …`.

A script of its own, without imports that take memory, because a new process counts as large as the one that started it.
"""

import json
import resource
import subprocess
import sys
import time

began = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - began
with open(sys.argv[1], "w", encoding="utf-8") as note:
    json.dump({"seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}, note)
sys.exit(code)
