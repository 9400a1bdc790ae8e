"""What is written in oversight: panels and their meetings, how a risk is seen, stories of success."""
