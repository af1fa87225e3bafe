"""What can be shown by experiment: scenes of one neuron and of small networks, and published results measured again."""
