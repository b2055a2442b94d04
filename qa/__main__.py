"""`python -m qa`: the command, where only the modules are installed."""

from qa.cli import main

main()
