"""What the lines of a picture say: its codes kept exactly, its secrets masked, its text shortened to the problem."""
