"""What `make bench` runs."""

from tests.performance.bench_import import main

main()
