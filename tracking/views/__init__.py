"""Pages about incidents and emergencies."""
