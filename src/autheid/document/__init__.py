"""Documents: facts in, PDF bytes out."""
