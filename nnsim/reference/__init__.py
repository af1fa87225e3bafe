"""Help pages made from the registries."""
