"""The data sources, one file each, found by discovery (see `nnsim.data.source`)."""
