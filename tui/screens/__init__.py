"""The screens beside the chat, each a dialog that works with an engine and nothing else of the app."""
