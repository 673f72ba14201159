"""`python -m tui`: the command, for the web server, which starts a chat for each visitor."""

from tui.cli import main

main()
