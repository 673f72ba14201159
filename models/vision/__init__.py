"""Says what a picture shows: OCR and CLIP over one picture, and what kind of picture it is."""
