"""What is written in oversight (M1–M3): panels and their meetings, how a risk is seen, stories of success."""
