"""A service that is not ours, with the same work to do."""
