"""Probes, one file each; found by `nnsim.engine.probe.probes`."""
