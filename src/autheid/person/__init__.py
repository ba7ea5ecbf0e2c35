"""A person's e-mail address and the text a person reads."""
