"""Recipes: every choice that makes a model, as TOML files, and what reads them."""
