"""Pages of the Neuron lab, one file each; see `nnsim.ui.neuronlab.lab_page`."""
