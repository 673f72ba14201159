"""The `deskside` command: a surface over the engine, one file a group of commands."""
