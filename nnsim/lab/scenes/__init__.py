"""Scenes of the Neuron lab, one file each; see `nnsim.lab.lab_scene`."""
