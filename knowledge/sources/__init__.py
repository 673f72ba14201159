"""Sources, that is folders, files and pages: gone through, compared with what is known, watched and removed."""
