"""Experiments, one file each; see `nnsim.lab.experiment`."""
