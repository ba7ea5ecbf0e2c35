"""The built web applications; the sources stand in `web/`."""
