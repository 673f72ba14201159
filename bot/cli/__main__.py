"""`python -m bot.cli`: the command, for a process that starts another of itself."""

from bot.cli.app import main

if __name__ == "__main__":
    main()
