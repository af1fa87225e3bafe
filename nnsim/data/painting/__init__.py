"""Points that are painted by hand."""
