"""Auth eID: a person proves who they are, and signs what they see, with a key that never leaves their phone."""

__version__ = "0.1.0"
