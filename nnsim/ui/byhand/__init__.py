"""Back-propagation by hand, and a row followed through a network, as pages of the Neuron lab."""
