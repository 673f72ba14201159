"""The parts that the chat is made of."""
