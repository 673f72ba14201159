"""How this project's own weights are trained: from labelled rows and documentation sections to a packaged asset.

Nothing here is imported when the product serves; PyTorch is needed, and the data folder is always an argument.
"""
