"""Programs that print HIT when they get what they should not; ``{names}`` are filled in by `Outside.fill`."""

from __future__ import annotations

ATTACKS = {
    "reads /etc/passwd": "print('HIT', open('/etc/passwd').read())",
    "reads the settings": "print('HIT', open('{settings}').read())",
    "reads the environment of its parent": """
import os
for number in [os.getppid(), {victim}]:
    try:
        if b'{secret}' in open(f'/proc/{{number}}/environ', 'rb').read():
            print('HIT')
    except OSError:
        pass
""",
    "lists a folder outside": "import os; print('HIT', os.listdir('{folder}'))",
    "writes outside": "open('{folder}/new', 'w').write('x'); print('HIT')",
    "truncates outside": "import os; os.truncate('{settings}', 0); print('HIT')",
    "deletes outside": "import os; os.unlink('{settings}'); print('HIT')",
    "renames outside": "import os; os.rename('{settings}', '{settings}.old'); print('HIT')",
    "links to outside": "import os; os.link('{settings}', 'link'); print('HIT', open('link').read())",
    "changes modes outside": "import os; os.chmod('{settings}', 0o777); print('HIT')",
    "connects by TCP": "import socket; socket.create_connection(('127.0.0.1', {tcp})); print('HIT')",
    "sends by UDP": """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {udp})); print('HIT')
""",
    "sends to a socket that has a name": """
import socket
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.sendto(b'x', '{datagrams}'); print('HIT')
""",
    "kills a process outside": "import os, signal; os.kill({victim}, signal.SIGKILL); print('HIT')",
    "lets the kernel signal a process outside": """
import fcntl, os, signal, time
read, write = os.pipe()
fcntl.fcntl(read, fcntl.F_SETOWN, {victim})
fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC)
os.write(write, b'x'); print('HIT')
""",
    "forks": "import os; os.fork() or os._exit(0); print('HIT', os.wait())",
    "starts a program": "import subprocess; print('HIT', subprocess.run(['/bin/true']))",
    "becomes another program": "import os; os.execv('/bin/echo', ['echo', 'HIT'])",
    "leaves an orphan": """
import subprocess, sys
orphan = [sys.executable, '-c', 'import time; time.sleep(60)', '{secret}']
subprocess.Popen(orphan, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print('HIT')
""",
}
"""By what they do. All of them succeed in an interpreter without limits."""

CHEATS = {
    "exits": "exit(0)",
    "leaves by sys.exit": "import sys; sys.exit(0)",
    "raises SystemExit": "raise SystemExit",
    "leaves at once": "import os; os._exit(0)",
    "leaves in another thread": """
import os, threading, time
threading.Thread(target=os._exit, args=(0,)).start(); time.sleep(5)
""",
    "says that it passed": "import os; print('passed', flush=True); os.write(1, b'passed'); os._exit(0)",
    "writes to every channel": """
import os
for number in range(3, 64):
    try:
        os.write(number, b'passed')
    except OSError:
        pass
os._exit(0)
""",
    "echoes every channel": """
import os, select
read = b''
for number in range(3, 64):
    try:
        os.set_blocking(number, False)
        read += os.read(number, 1000)
    except OSError:
        pass
for number in range(3, 64):
    try:
        os.write(number, read)
    except OSError:
        pass
os._exit(0)
""",
    "looks for the proof in the frames below it": """
import os, sys
frame = sys._getframe()
while frame:
    for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
        if isinstance(value, bytes):
            os.write(4, value)
        if callable(value) and getattr(value, '__name__', '') == 'end':
            value(None)
    frame = frame.f_back
os._exit(0)
""",
    "looks for the proof among all objects": """
import gc, os
for value in gc.get_objects():
    if getattr(value, '__name__', '') == 'end':
        value(None)
os._exit(0)
""",
    "looks for the proof behind the frames": """
import gc, os, sys
for value in gc.get_referents(sys._getframe(1)):
    if getattr(value, '__name__', '') == 'end':
        value(None)
os._exit(0)
""",
    "looks for the proof in the hook's frame": """
import os, sys
try:
    sys.settrace(print)
except RuntimeError as error:
    frame = error.__traceback__.tb_next.tb_frame
    for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
        if isinstance(value, bytes):
            os.write(4, value)
os._exit(0)
""",
    "reads its memory": "import ctypes",
    "patches what writes the proof": """
import builtins, os, posix
posix.write = os.write = lambda *_: 0
builtins.exec = builtins.compile = lambda *_: None
builtins.AssertionError = builtins.RuntimeError = SystemExit
""",
    "jumps over the test": """
import sys
def jump(frame, event, _):
    if event == 'line' and frame.f_lineno >= last - 1:
        frame.f_lineno = last
    return jump
last = max(line for *_, line in sys._getframe().f_code.co_lines() if line)
sys._getframe().f_trace = jump
sys.settrace(jump)
""",
    "swallows what the test raises": """
import atexit, os, sys
atexit.register(os._exit, 0)
sys.excepthook = lambda *_: os._exit(0)
""",
    "hides the test from the compiler": "# coding: utf-7\n'''",
}
"""By what they do; each is followed by a test that fails."""
