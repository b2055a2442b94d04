"""`dateline password`: makes an account for the window."""

from pathlib import Path

import click

from qa.commands.options import FILE
from qa.commands.saying import named_errors


@click.command()
@click.argument("name")
@click.option("--auth-file", type=FILE, help="Write the line into this file; made if need be.")
def password(name: str, auth_file: Path | None) -> None:
    """Make an account for 'chat --auth-file'; asks for its password."""
    with named_errors():
        from qa.extras import check_extra

        check_extra("window", "accounts are for the chat window, which needs")
    secret = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    with named_errors():
        from qa.window.accounts import account_line, write_account

        line = account_line(name, secret)
        if auth_file is None:
            click.echo(line)
        else:
            write_account(auth_file, line)
            click.echo(f"{auth_file}: {name} may log in, once the window is started anew")
