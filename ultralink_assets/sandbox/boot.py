"""What the interpreter in the sandbox runs: the program, and then the proof of its end.

The proof is a secret that only this run knows. While the program runs, the secret is within reach of no name, frame or
file: only a function that waits on the interpreter's stack for ``exec`` to return holds it. What would find it there,
or jump over lines, is refused by an audit hook (looking through all objects, tracing, modules that read memory). So the
proof is written when the program came to its last line, and not when it left before: by an exception, SystemExit or
os._exit.

The hook is a part of the verdict, not of the protection: what the program may do to the machine is limited from
outside.
"""

import sys

TYPE_CHECKING = False  # each import would cost all programs time: so the annotations are texts, and there is no pathlib
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

SECRET_FROM, REPORT_TO = 3, 4
STARTED = b"S"


def _prepare() -> "Callable[[object], None]":
    """Read the secret, guard it, and say that the program starts; what is returned writes the proof."""
    import posix

    refused = frozenset(
        [
            *("gc.get_objects", "gc.get_referrers", "gc.get_referents"),
            *("sys.settrace", "sys.setprofile", "sys.monitoring.register_callback"),
        ]
    )
    memory = frozenset(
        [
            *("ctypes", "_ctypes", "_ctypes_test", "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testbuffer"),
            *("_xxsubinterpreters", "_interpreters", "_xxtestfuzz"),
        ]
    )

    def hook(event: str, arguments: tuple[object, ...], error: type[Exception] = RuntimeError) -> None:
        if event in refused or (event == "import" and arguments[0] in memory):
            raise error(f"not in the sandbox: {event} {arguments[0] if event == 'import' else ''}")

    def end(_: object, write: "Callable[[int, bytes], int]" = posix.write, to: int = REPORT_TO) -> None:
        write(to, secret)

    sys.addaudithook(hook)
    secret = posix.read(SECRET_FROM, 64)  # it comes with the program
    posix.close(SECRET_FROM)
    posix.write(REPORT_TO, STARTED)
    return end


def _program() -> "tuple[CodeType, dict[str, object]]":
    """The program's code and an empty ``__main__`` for it."""
    import builtins

    def leave(code: object = None) -> None:
        raise SystemExit(code)

    builtins.__dict__.update(exit=leave, quit=leave)  # else they come with the module site, which is not loaded
    names: dict[str, object] = sys.modules["__main__"].__dict__
    path = sys.argv[1]
    sys.argv[:] = [path]
    names.clear()
    names.update(__name__="__main__", __file__=path, __builtins__=builtins)
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")  # as text, no coding line can give the rest another meaning
    return compile(text, path, "exec", dont_inherit=True), names


if __name__ == "__main__":
    _prepare()(exec(*_program()))  # type: ignore[func-returns-value]
