"""What all tests share: a clock that rings, and a world of real use cases over a real store."""
