"""What people fill in about what happens to a young person: one module for each topic."""
