"""Makes the rows that a writer is tuned on, through the product's own search, reading and prompt; serves nothing."""
