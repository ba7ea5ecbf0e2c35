"""What the product can do: one verb a file. Gather, decide, write, announce, in that order."""
