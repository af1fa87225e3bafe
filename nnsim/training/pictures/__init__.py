"""Pictures, one file each; found by `nnsim.training.picture.pictures`."""
