"""Where the world comes in: recognise the caller, translate, ONE use case, translate back."""
