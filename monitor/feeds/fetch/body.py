"""The body of a response, decompressed as it arrives, up to a limit: 300 kB of gzip can be 300 MB."""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

ACCEPT_ENCODING = "gzip, deflate, br"
_STEP = 1 << 18  # bytes decompressed at a time
_GZIP_MAGIC = b"\x1f\x8b"


class TooLargeError(Exception):
    """The body is larger than the limit."""


class UndecodableError(Exception):
    """The body is not what its Content-Encoding says, or ends early."""


class Body:
    """Collects one body of at most `limit` bytes after decompression."""

    def __init__(self, encoding: str, limit: int) -> None:
        """`encoding` is the Content-Encoding header; raises UndecodableError for one we did not ask for."""
        name = encoding.strip().lower()
        if name not in _DECODERS:
            raise UndecodableError(f"compressed by {name[:40]!r}, which was not asked for")
        self._decoder = _DECODERS[name]()
        self._limit = limit
        self._parts = bytearray()  # many small chunks could take forty times their size

    @property
    def size(self) -> int:
        return len(self._parts)

    def add(self, chunk: bytes) -> None:
        """Add `chunk` as received; raises TooLargeError, UndecodableError."""
        try:
            for part in self._decoder.decode(chunk):
                self._parts += part
                if self.size > self._limit:
                    raise TooLargeError
        except (zlib.error, brotli.error) as error:
            raise UndecodableError("compressed, but damaged") from error

    def whole(self) -> bytes:
        """The whole body; raises UndecodableError if it ended early."""
        if self.size and not self._decoder.is_finished():
            raise UndecodableError("compressed, and ends early")
        return bytes(self._parts)


class _Decoder(Protocol):
    def decode(self, chunk: bytes) -> Iterator[bytes]: ...

    def is_finished(self) -> bool: ...


class _Plain:
    def decode(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def is_finished(self) -> bool:
        return True


class _Inflate:
    """gzip, one member after another, and both things that are called deflate."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)  # gzip or zlib, by the header
        self._is_fresh = True

    def decode(self, chunk: bytes) -> Iterator[bytes]:
        data = chunk
        while data:
            try:
                part = self._stream.decompress(data, _STEP)
            except zlib.error:
                if not self._is_fresh:
                    raise
                self._stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # deflate without a header
                part = self._stream.decompress(data, _STEP)
            self._is_fresh = False
            yield part
            data = self._rest()

    def is_finished(self) -> bool:
        return self._stream.eof

    def _rest(self) -> bytes:
        """What is still to be decoded, without padding after the last gzip member."""
        if not self._stream.eof:
            return self._stream.unconsumed_tail
        unused = self._stream.unused_data
        if unused.startswith(_GZIP_MAGIC):
            self._stream = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)
            return unused
        return b""


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decode(self, chunk: bytes) -> Iterator[bytes]:
        part = self._stream.process(chunk, output_buffer_limit=_STEP)
        while part or not self._stream.can_accept_more_data():
            yield part
            part = self._stream.process(b"", output_buffer_limit=_STEP)

    def is_finished(self) -> bool:
        return bool(self._stream.is_finished())


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Inflate,
    "x-gzip": _Inflate,
    "deflate": _Inflate,
    "br": _Brotli,
}
