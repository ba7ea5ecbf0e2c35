"""The door of officers, under /console/v1."""
