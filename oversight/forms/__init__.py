"""What is asked on the pages of oversight: one file per topic."""
