"""Deskside in Slack: a surface over the engine. `app.py` puts the parts together, `intake.py` takes every event in."""
