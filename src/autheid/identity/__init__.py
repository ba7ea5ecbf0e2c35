"""A person's verified identity: the evidence, the case that an officer decides, and the facts that follow."""
