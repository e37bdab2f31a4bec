"""A small configuration on disk that tests break in one place or several."""

from pathlib import Path

FILES = {
    "monitor.yaml": """\
contact: desk@example.org
alerts: {send: console}
channels:
  console: {kind: console}
  newsdesk:
    kind: telegram
    token: {env: NEWSDESK_TOKEN}
    chat: -1001234567890
""",
    "feeds.yaml": """\
feeds:
  alpha:
    url: https://alpha.example/rss
    outlet: The Alpha
  beta: {url: https://beta.example/feed, outlet: Beta, language: fa, country: ir, tier: 3, agency: yes}
  gamma: {url: https://gamma.example/atom, outlet: Gamma}
""",
    "words.yaml": """\
iran: Iran*, Tehran
pakistan: [Pakistan, Islamabad]
both: $iran, $pakistan
""",
    "watchlists/border.yaml": """\
watch: Border strikes
find:
  Iran: $iran
  Pakistan: $pakistan
  action: strike, airstrike, violat* near/6 airspace
ignore: labour strike
adjust:
  +10: Panjgur
  -40: cricket
send: {alert: newsdesk}
examples:
  alert:
    - Iran strikes Pakistan // Two children killed
  quiet:
    - Pakistan beats Iran at cricket
""",
}


class Folder:
    """A configuration folder without problems, until a test writes some."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} does not stand once in {name}"
        self.write(name, text.replace(old, new))
