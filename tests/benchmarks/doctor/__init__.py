"""The benchmark of the doctor: see `python -m tests.benchmarks.doctor --help`."""
