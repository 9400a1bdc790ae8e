"""What holds of oversight without asking the database: one file per topic. Pure."""
