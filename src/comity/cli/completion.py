"""`comity completion`: words that the shell completes by itself."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes the shell complete verbs and options.

    \b
    bash:  comity completion bash > ~/.local/share/bash-completion/completions/comity
    zsh:   comity completion zsh > "${fpath[1]}/_comity"
    fish:  comity completion fish > ~/.config/fish/completions/comity.fish
    """
    found = get_completion_class(shell)
    assert found is not None  # click knows these three
    click.echo(found(ctx.find_root().command, {}, "comity", "_COMITY_COMPLETE").source())
