"""What a passport says, and how it is proven."""
