"""What every room stands on: errors, time, ids, secrets. Knows nothing of the product above it."""
