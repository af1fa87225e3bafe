"""The Neuron lab: one neuron, gates, learning point by point, back-propagation by hand, a row followed."""
