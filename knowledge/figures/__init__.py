"""The pictures of documents: fetched, kept, looked at, indexed and found; a figure is a picture where it stands."""
