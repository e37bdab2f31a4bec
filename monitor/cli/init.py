"""`monitor init`."""

import os
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from monitor.errors import MonitorError

TOKEN_FILE = Path("secrets/telegram-token")  # in the new folder
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_CHAT = re.compile(r"-?\d{1,20}|@\w{4,64}")
CHANNEL = "newsdesk"  # the Telegram channel that the shipped monitor.yaml prepares


@dataclass(frozen=True, slots=True)
class Answers:
    """The user's answers. `token` is a secret, `token_file` where one is already kept."""

    contact: str = ""
    token: str = ""
    token_file: Path | None = None
    chat: str = ""

    @property
    def has_telegram(self) -> bool:
        return bool(self.chat and (self.token or self.token_file))


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path("config"))
@click.option("--contact", default="", help="Address or web page that is sent to feeds with every request.")
@click.option("--token-file", type=click.Path(path_type=Path, dir_okay=False), help="File that holds your Telegram bot's token.")
@click.option("--chat", default="", help="Telegram chat: its number, or @name of a public one.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
def command(folder: Path, contact: str, token_file: Path | None, chat: str, no_input: bool, force: bool) -> None:
    """Write a starter configuration into DIR (config): settings, feeds, watch-lists.

    Asks for a contact address and a Telegram bot, both optional; asks nothing in a script.
    """
    from monitor import resources
    from monitor.config import load_config

    if bool(chat) is not bool(token_file):
        raise click.UsageError("give --chat and --token-file together")
    if chat and not _CHAT.fullmatch(chat):
        raise click.BadParameter("write the chat's number, or @name of a public one", param_hint="--chat")
    shipped = _shipped(resources.folder("config"))
    if not force and (there := [str(name) for name in shipped if (folder / name).exists()]):
        more = f" and {len(there) - 1} more of these files" if there[1:] else ""
        raise MonitorError(
            f"{folder} has {there[0]}{more} already: use it as it is, name another folder (monitor init desk), "
            "or add --force to overwrite"
        )
    answers = Answers(contact, "", token_file and token_file.absolute(), chat)
    if not no_input and sys.stdin.isatty():
        answers = _ask(answers)
    texts = {name: source.read_text(encoding="utf-8") for name, source in shipped.items()}
    texts[Path("monitor.yaml")] = adapted(texts[Path("monitor.yaml")], answers)
    try:
        _write(folder, texts, answers)
    except OSError as error:
        raise MonitorError(f"{error.filename}: {error.strerror}; choose a folder that can be written") from None
    config = load_config(folder)
    click.echo(f"Wrote {folder}: {len(config.feeds)} feeds, {len(config.watches)} watch-lists.")
    _tell_next(folder, answers)


def adapted(settings: str, answers: Answers) -> str:
    """The shipped monitor.yaml with the answers filled in, comments kept."""
    if answers.contact:
        settings = settings.replace("\ncontact:\n", f"\ncontact: {_quoted(answers.contact)}\n")
    if not answers.has_telegram:
        return settings
    start = settings.index(f"  # {CHANNEL}:\n")
    end = settings.index("\n\n", start)
    block = [line.replace("# ", "", 1) for line in settings[start:end].split("\n") if "topic:" not in line]
    file = str(answers.token_file or TOKEN_FILE)
    block = [re.sub(r"\{file: [^}]*\}.*", lambda _: f"{{file: {_quoted(file)}}}", line) for line in block]
    block = [re.sub(r"chat: .*", lambda _: f"chat: {_quoted(answers.chat)}", line) for line in block]
    settings = settings[:start] + "\n".join(block) + settings[end:]
    settings = settings.replace("\noperator: console\n", f"\noperator: {CHANNEL}\n")
    return re.sub(r"(?m)^(  send: )console +#", rf"\g<1>{CHANNEL:12}#", settings)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _shipped(folder: Path) -> dict[Path, Path]:
    """Path in the new folder -> the file to copy."""
    names = (folder / name for name in ("monitor.yaml", "feeds.yaml", "words.yaml"))
    sources = [*names, *sorted(folder.glob("watchlists/*.yaml")), *sorted(folder.glob("schema/*.json"))]
    return {source.relative_to(folder): source for source in sources}


def _ask(known: Answers) -> Answers:
    """Ask for what `known` lacks; an empty answer skips."""
    contact = known.contact or _prompt("Contact for the owners of feeds, an address or web page (Enter: none)", r"[^\x00-\x1f]*")
    if known.has_telegram:
        return Answers(contact, "", known.token_file, known.chat)
    token = _prompt("Telegram bot token from @BotFather, not shown (Enter: none)", f"({_TOKEN.pattern})?", hide=True)
    chat = _prompt("Number of the Telegram chat, or its @name (Enter: later)", f"({_CHAT.pattern})?") if token else ""
    return Answers(contact, token, None, chat)


def _prompt(question: str, form: str, *, hide: bool = False) -> str:
    while True:
        answer: str = click.prompt(question, default="", show_default=False, hide_input=hide).strip()
        if re.fullmatch(form, answer):
            return answer
        click.echo("That does not look right.")


def _write(folder: Path, texts: dict[Path, str], answers: Answers) -> None:
    for name, text in texts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if answers.token:
        _write_secret(folder / TOKEN_FILE, answers.token)


def _write_secret(path: Path, secret: str) -> None:
    """Write a file that only its owner can read from the moment it exists, in a folder that git ignores."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(secret + "\n")


def _tell_next(folder: Path, answers: Answers) -> None:
    if answers.token and not answers.chat:
        click.echo(
            f"The token is kept in {folder / TOKEN_FILE}. Uncomment the channel {CHANNEL} in monitor.yaml once you know the chat."
        )
    option = "" if folder == Path("config") else f" -c {shlex.quote(str(folder))}"
    steps: Sequence[tuple[str, str]] = [
        (f"monitor check{option}", "the configuration, and the watch-lists' examples"),
        *([(f"monitor send-test{option} {CHANNEL}", "a message to your chat")] if answers.has_telegram else []),
        (f"monitor poll{option}", "read every feed once"),
        (f"monitor run{option}", "the daemon"),
    ]
    width = max(len(step) for step, _ in steps)
    click.echo("Next:\n" + "\n".join(f"  {step:{width}}   {what}" for step, what in steps))
