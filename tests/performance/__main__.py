"""What `make bench` runs."""

import subprocess
import sys

for bench in ("bench_import", "bench_analysis", "bench_pages", "bench_finding", "bench_guard"):
    subprocess.run([sys.executable, "-m", f"tests.performance.{bench}", *sys.argv[1:]], check=True)
