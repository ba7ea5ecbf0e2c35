"""The staging profile: the published test key, and accounts whose simulated phones answer by themselves."""
