"""What `make bench` runs: everything, or what is named, as `make bench ARGS="forum --rounds 3"`."""

import subprocess
import sys

BENCHES = ("import", "analysis", "effects", "records", "pages", "better", "finding", "guard", "forum")

asked = [name for name in sys.argv[1:] if name in BENCHES]
options = [word for word in sys.argv[1:] if word not in BENCHES]
for bench in asked or BENCHES:
    subprocess.run([sys.executable, "-m", f"tests.performance.bench_{bench}", *options], check=True)
