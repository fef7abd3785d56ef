import socket

from workers.embedded.ports import free_port, is_free, preferred_port


def test_a_free_port_is_free() -> None:
    assert is_free(free_port())


def test_a_port_in_use_is_not_free_and_the_next_one_is_taken() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert preferred_port(port) > port

    assert preferred_port(port) == port


def test_a_port_promised_to_another_server_is_left_to_it() -> None:
    port = free_port()

    assert preferred_port(port, taken=frozenset({port})) != port
