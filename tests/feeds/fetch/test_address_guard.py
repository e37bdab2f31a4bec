import pytest

from monitor.feeds.fetch.address_guard import refusal

PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
INSIDE = [
    "127.0.0.1",
    "127.255.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12:3456::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:c0a8:101::",
]
NEVER = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "100.100.100.200",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "2001:db8::1",
    "fec0::1",
    "::7f00:1",
    "64:ff9b:1::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_visited(address: str) -> None:
    assert not refusal(address, private=False)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_need_permission(address: str) -> None:
    assert refusal(address, private=False) in {"private", "loopback"}
    assert not refusal(address, private=True)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_visited(address: str) -> None:
    assert refusal(address, private=False)
    assert refusal(address, private=True)
