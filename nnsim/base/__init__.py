"""The ground floor: errors, translated texts, kinds of settings, registries, events, paths."""
