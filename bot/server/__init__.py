"""The engine over HTTP: its own routes for other Deskside processes, and OpenAI's shape for everybody else."""
