"""The request machine: what can be asked, what state it is in, what is signed, and what comes of it."""
