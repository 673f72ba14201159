"""Where a model's weights come from, and how they are opened: safe formats alone, and no code from outside."""
