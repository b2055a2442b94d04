"""`dateline mcp`: the archive as MCP tools for a desktop client, over standard input and output."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from qa.commands.options import archive_option, model_options
from qa.commands.sampling import chosen_archive, sample_option
from qa.commands.saying import named_errors


@click.command()
@sample_option
@model_options
@archive_option
def mcp(*, sample: bool, archive: Path | None, worded: dict[str, Any]) -> None:
    """Serve the archive as MCP tools to the program that starts this, as desktop clients do.

    It speaks on standard output, says what is wrong on standard error, and ends when standard
    input is closed. See docs/how-to/mcp.md for what to put into a client's configuration.
    """
    with named_errors(sample=True):
        from qa.extras import check_extra

        check_extra("mcp", "serving MCP tools needs")
        from qa.window.tools import claimed_stdout, serve_stdio

        out = claimed_stdout()
        from qa.build import open_answerer
        from qa.window.api import Api

        if sys.stdin.isatty():
            click.echo("Waiting for an MCP client on standard input; Ctrl-D ends it.", err=True)
        api = Api(open_answerer(chosen_archive(archive, sample=sample), **worded))
        try:
            serve_stdio(api, out)
        except KeyboardInterrupt:
            os._exit(130)  # the thread that waits for standard input would keep the process
