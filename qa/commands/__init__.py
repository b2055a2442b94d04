"""What the `dateline` command says and asks, besides the commands themselves in `qa.cli`."""
