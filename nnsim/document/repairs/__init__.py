"""Looking for the repair of a problem: what could mend it, and whether it does."""
