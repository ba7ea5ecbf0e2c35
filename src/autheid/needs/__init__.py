"""What the work needs from the world, as small contracts. Stores and the outside fulfil them; use cases rely on them."""
