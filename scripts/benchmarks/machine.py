"""The machine under a measurement, and how time is taken."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llvmlite import binding

import covplan

VECTOR_BITS = {"avx512f": 512, "avx2": 256, "avx": 256, "neon": 128, "sse2": 128}
"""Width of the vector registers by LLVM's name of the feature, widest first."""


def describe() -> dict[str, Any]:
    """What a figure must be read with; ``load`` is the system's load average [waiting threads], before the start."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "covplan": covplan.__version__,
        "platform": platform.platform(),
        "python": platform.python_version(),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "vector_bits": _vector_bits(),
        "load": [round(load, 1) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return f"{line.split(':', 1)[1].strip()} ({binding.get_host_cpu_name()})"
    return f"{platform.processor()} ({binding.get_host_cpu_name()})"


def _vector_bits() -> int | None:
    features = binding.get_host_cpu_features()
    return next((bits for name, bits in VECTOR_BITS.items() if features.get(name)), None)


def seconds(action: Callable[[], Any], repeat: int, clock: Callable[[], float] = time.thread_time) -> list[float]:
    """What each of several calls takes by a clock: by default the processor time of this thread."""
    taken = []
    for _ in range(repeat):
        started = clock()
        action()
        taken.append(clock() - started)
    return taken


def per_second(count: int, taken: list[float]) -> dict[str, int]:
    """The best and the median rate of several measurements."""
    return {"best": round(count / min(taken)), "median": round(count / statistics.median(taken))}


def peak_memory_mb(children: bool = False) -> int | None:
    """Largest resident memory of this process or of any child process so far; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))  # macOS counts bytes, Linux kB
