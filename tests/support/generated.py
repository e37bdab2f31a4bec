"""Feeds as nobody would write them by hand: every form, module and oddity, mixed by chance; most are well-formed."""

import re
from collections.abc import Callable, Sequence
from random import Random
from xml.sax.saxutils import escape, quoteattr

MODULES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "georss": "http://www.georss.org/georss",
    "odd": "http://odd.example/ns#",
}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMS = ("rss 0.91", "rss 0.92", "rss 2.0", "rss 2.0", "rss 1.0", "rss 0.90", "atom 1.0", "atom 1.0", "atom 0.3", "prefixed atom")
ATOM = {"atom 0.3": "http://purl.org/atom/ns#"}
ENCODINGS = (
    *["utf-8"] * 12,
    "iso-8859-1",
    "windows-1251",
    "koi8-r",
    "windows-1252",
    "utf-16",
    "us-ascii",
    "gb18030",
    "utf-8-sig",
)
WORDS = re.findall(
    r"\S+",
    "Quake strikes Panjgur nine killed AT&T <b>bold</b> 5 < 6 ]]> &nbsp; &amp;lt; “quoted” café Удар по Панджгуру حمله موشکی "
    "پاکستان 地震 \u202eback <item> </item> <entry/> <!-- not --> <p>para</p> <script>x()</script> --",
)
DATES = (
    "Thu, 18 Jan 2024 05:00:00 GMT", "Thu, 18 Jan 2024 04:00:00 +0330", "2024-01-18T03:00:00Z", "2024-01-17", "never", "",
    "Wed, 02 Oct 2002 08:00:00 EST", "9999-12-31T23:59:59Z", "18 січ 2024",
)  # fmt: skip


class _Maker:
    def __init__(self, pick: Random) -> None:
        self._pick = pick
        self._prefixes = {name: pick.choice([name, name, name + "2", "x" + name]) for name in MODULES}
        self._declared = {name for name in MODULES if pick.random() < 0.7}  # on the root; the others where they are used
        self.form = pick.choice(FORMS)
        self.is_atom = "atom" in self.form
        self._own = "a:" if self.form == "prefixed atom" else ""
        self._guids = pick.choice([9, 1000, 100_000])

    def chance(self, share: float) -> bool:
        return self._pick.random() < share

    def text(self, most: int = 8) -> str:
        """Content of an element: words escaped, in CDATA, or as numbers."""
        words = " ".join(self._pick.choices(WORDS, k=self._pick.randint(0, most)))
        style = self._pick.randrange(6)
        if style == 0:
            return f"<![CDATA[{words.replace(']]>', '')}]]>"
        if style == 1:
            return "".join(f"&#{ord(each)};" if self.chance(0.2) else escape(each) for each in words)
        if style == 2:
            return f"{escape(words)}<!-- {words.replace('-', '')} --><![CDATA[<i>]]>"
        return escape(escape(words) if style == 3 else words)

    def element(self, name: str, inner: str, attributes: str = "") -> str:
        """With its namespace declared on it if the root does not, and now and then a base or a language."""
        prefix, _, local = name.rpartition(":")
        own = self._prefixes.get(prefix, prefix)
        if prefix in MODULES and prefix not in self._declared:
            attributes += f" xmlns:{own}='{MODULES[prefix]}'"
        if self.chance(0.05):
            attributes += self._pick.choice(
                [" xml:base='/deep/er/'", " xml:base='https://other.example/'", " xml:lang='fa'", " xml:space='preserve'"]
            )
        tag = f"{own}:{local}" if prefix else f"{self._own}{local}"
        if not inner and self.chance(0.3):
            return f"<{tag}{attributes}/>"
        return f"<{tag}{attributes}>{inner}</{tag}{self._pick.choice(['', '', '', ' ', chr(10)])}>"

    def _link(self) -> str:
        start = self._pick.choice(["https://dawn.example/", "/", "", "http://else.example/?a=1&b="])
        url = f"{start}{self._pick.randint(0, self._guids)}"
        if not self.is_atom:
            return self.element("link", escape(url))
        rel = self._pick.choice(["", " rel='alternate'", " rel='self'", " rel='enclosure' type='audio/mpeg'"])
        return self.element("link", "", f" href={quoteattr(url)}{rel}")

    def _id(self) -> str:
        number = self._pick.randint(0, self._guids)
        if self.is_atom:
            return self.element("id", self._pick.choice([f"tag:x,2024:{number}", f"https://dawn.example/{number}", f"{number}"]))
        return self.element(
            "guid",
            self._pick.choice([f"{number}", f"https://dawn.example/{number}", f"/{number}"]),
            self._pick.choice(["", " isPermaLink='false'", " isPermaLink='true'"]),
        )

    def _summary(self) -> str:
        if not self.is_atom:
            return self.element(self._pick.choice(["description", "description", "content:encoded", "summary"]), self.text(30))
        if self.chance(0.3):
            return self.element(
                "content",
                f"<div xmlns='http://www.w3.org/1999/xhtml'><p>{escape(self._pick.choice(WORDS))}</p>x</div>",
                " type='xhtml'",
            )
        return self.element(
            self._pick.choice(["summary", "content"]), self.text(30), self._pick.choice(["", " type='html'", " type='text'"])
        )

    def _date(self) -> str:
        names = (
            ["updated", "published", "modified", "issued"] if self.is_atom else ["pubDate", "pubDate", "dc:date", "atom:updated"]
        )
        return self.element(self._pick.choice(names), self._pick.choice(DATES))

    def _media(self) -> str:
        url = f" url='https://cdn.example/{self._pick.randint(0, 9)}.jpg'"
        title, thumbnail = self.element("media:title", self.text(4)), self.element("media:thumbnail", "", url)
        credit = self.element("media:credit", "C") + self.element("media:description", self.text(4))
        content = self.element("media:content", self._pick.choice([title, credit]), url)
        enclosure = self.element("enclosure", "", url + " length='1' type='audio/mpeg'")
        return self._pick.choice([content, self.element("media:group", content + thumbnail), thumbnail, enclosure])

    def _person(self) -> str:
        if self.is_atom:
            return self.element("author", self.element("name", self.text(2)) + self.element("email", "a@b.example"))
        return self.element(self._pick.choice(["author", "dc:creator", "managingEditor"]), "a@b.example (A)")

    def _source(self) -> str:
        inner = self.element("title", "S") + self.element("id", "s") if self.is_atom else "S"
        return self.element("source", inner, " url='https://s.example/'")

    def _category(self) -> str:
        return (
            self.element("category", "", " term='x'") if self.is_atom else self.element("category", self.text(2), " domain='y'")
        )

    def _stranger(self) -> str:
        inner = self.element("odd:title", self.text(3)) + self.element("link", "/odd")
        return self.element("odd:thing", inner, " title='no'")

    def _module(self) -> str:
        makers: Sequence[Callable[[], str]] = (
            self._media,
            self._person,
            self._source,
            self._category,
            self._stranger,
            lambda: self.element("itunes:summary", self.text(6)),
            lambda: self.element("georss:point", "27.1 64.2"),
            lambda: self.element("atom:link", "", " href='https://l.example/' rel='via'"),
            lambda: self.element("comments", "https://dawn.example/comments"),
            lambda: self.element("textInput", "/inner" if self.chance(0.9) else self.element("link", "/inner")),
            lambda: f"<?target {self._pick.choice(['a=1', '<item>', ''])}?>",
            lambda: f"<!-- {self._pick.choice(['x', '<item>', '</entry>'])} -->",
        )
        return self._pick.choice(makers)()

    def item(self) -> str:
        parts = [
            each()
            for share, each in (
                (0.95, lambda: self.element("title", self.text())),
                (0.85, self._link),
                (0.8, self._id),
                (0.7, self._summary),
                (0.7, self._date),
            )
            if self.chance(share)
        ]
        parts += [self._module() for _ in range(self._pick.choice([0, 0, 1, 2, 4]))]
        if self.chance(0.3):
            self._pick.shuffle(parts)
        about = (
            f" rdf:about='https://dawn.example/{self._pick.randint(0, self._guids)}'"
            if self.form in {"rss 1.0", "rss 0.90"}
            else ""
        )
        odd = self._pick.choice(
            [""] * 12 + [" a='>'", " xmlns:q='http://q.example/'", " xmlns:dc='http://purl.org/dc/elements/1.1/'"]
        )
        return self.element("entry" if self.is_atom else "item", self._pick.choice(["", "\n  "]).join(parts), about + odd)

    def between(self) -> str:
        makers = (
            lambda: "\n", lambda: "", lambda: "<!-- <item> -->", lambda: "<?p </item>?>", lambda: self.element("ttl", "45"),
            lambda: self.element("sy:updatePeriod", "hourly"), lambda: self.element("language", "fa"),
            lambda: self.element("image", self.element("title", "I") + self.element("url", "/i.png") + self.element("link", "/")),
            lambda: self.element("skipHours", "<hour>3</hour>"), lambda: self.element("title", self.text(3)), lambda: "text",
        )  # fmt: skip
        return self._pick.choice(makers)() if self.chance(0.25) else ""

    def document(self) -> str:
        items = [self.item() for _ in range(self._pick.choice([0, 1, 2, 3, 5, 8]))]
        if items and self.chance(0.1):
            items.append(self._pick.choice(items))
        inner = "".join(self.between() + each for each in items) + self.between()
        head = self.element("title", self.text(3)) + self.between()
        spaces = "".join(f" xmlns:{self._prefixes[name]}='{MODULES[name]}'" for name in sorted(self._declared))
        spaces += self._pick.choice([""] * 8 + [" xml:base='https://base.example/x/'", " xml:lang='ur'"])
        if self.is_atom:
            own = ATOM.get(self.form, MODULES["atom"])
            return f"<{self._own}feed xmlns{':a' if self._own else ''}='{own}'{spaces}>{head}{inner}</{self._own}feed>"
        if self.form in {"rss 1.0", "rss 0.90"}:
            own = "http://purl.org/rss/1.0/" if self.form == "rss 1.0" else "http://my.netscape.com/rdf/simple/0.9/"
            return f"<rdf:RDF xmlns:rdf='{RDF}' xmlns='{own}'{spaces}><channel>{head}</channel>{inner}</rdf:RDF>"
        version = self.form.removeprefix("rss ")
        if self.chance(0.1):
            return f"<rss version='{version}'{spaces}><channel>{head}</channel>{inner}</rss>"
        return f"<rss version='{version}'{spaces}><channel>{head}{inner}</channel></rss>"

    def damaged(self, text: str) -> str:
        makers: Sequence[Callable[[], str]] = (
            lambda: text[: len(text) * 3 // 4],
            lambda: text.replace("</title>", "", 1),
            lambda: text.replace("<title>", "<title>&nbsp;&undeclared; AT&T ", 1),
            lambda: f"<!DOCTYPE rss [<!ENTITY x 'y'>]>{text.replace('<title>', '<title>&x;', 1)}",
            lambda: text.replace("</item>", "<item/></item>", 1),
            lambda: text.replace("</entry>", "</entry><media:item xmlns:media='http://search.yahoo.com/mrss/'/>", 1),
            lambda: text + "<p>behind",
            lambda: "\n " + text,
        )
        return self._pick.choice(makers)()


def document(pick: Random) -> tuple[bytes, str]:
    """A feed and the content type that it comes with."""
    maker = _Maker(pick)
    text, encoding = maker.document(), pick.choice(ENCODINGS)
    if maker.chance(0.12):
        text = maker.damaged(text)
    declared = encoding.removesuffix("-sig")
    if declared != "utf-8" or maker.chance(0.7):
        text = (
            pick.choice(['<?xml version="1.0" encoding="{}"?>', "<?xml version='1.0' encoding='{}'?>\n"]).format(declared) + text
        )
    types = [
        "application/rss+xml",
        "text/xml",
        "",
        "text/html",
        f"text/xml; charset={declared}",
        f"application/xml;charset={declared}",
    ]
    return text.encode(encoding, "xmlcharrefreplace"), pick.choice([*types, "text/xml; charset=utf-8"])
