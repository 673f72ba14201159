"""What each stage of a writer's build costs and gives: measured figures, a plot, and a plan for larger models."""
