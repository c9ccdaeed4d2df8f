"""What readers say and what the house says to them."""
