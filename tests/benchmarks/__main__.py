"""Measure everything: ``python -m tests.benchmarks``, which ``make bench`` runs. Arguments go to peers."""

from tests.benchmarks import frames, peers, window

if __name__ == "__main__":
    peers.main()
    window.measure_in_a_process_of_its_own()
    frames.measure_in_a_process_of_its_own()
