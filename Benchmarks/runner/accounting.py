"""What the kernel counts: CPU time, resident memory, memory of sockets."""

import os
import time
from pathlib import Path

_ticks = os.sysconf("SC_CLK_TCK")
_page = os.sysconf("SC_PAGE_SIZE")


def family(root):
    """A process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has just ended
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_seconds(pids):
    """Of all threads, to the nanosecond: the clock of each process (clock_getcpuclockid)."""
    total = 0.0
    for pid in pids:
        try:
            total += time.clock_gettime((~pid << 3) | 2)
        except OSError:
            continue  # it has ended
    return total


def resident(pids, field="VmRSS"):
    """Bytes; `VmHWM` is the most there ever was."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(field + ":"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def socket_memory():
    """Bytes that the kernel keeps for all TCP sockets: what is in their buffers, and the sockets themselves."""
    for line in Path("/proc/net/sockstat").read_text().splitlines():
        if line.startswith("TCP:"):
            words = line.split()
            return int(words[words.index("mem") + 1]) * _page
    return 0


def slab_memory():
    """Bytes of the kernel's objects that an open connection consists of, for the whole machine; 0 where
    only root may know."""
    names = {"TCP", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq"}
    try:
        lines = [line.split() for line in Path("/proc/slabinfo").read_text().splitlines()]
    except OSError:
        return 0
    return sum(int(words[1]) * int(words[3]) for words in lines if words[0] in names)


def busy_seconds():
    """CPU time of the whole machine."""
    numbers = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(numbers) - numbers[3] - numbers[4]) / _ticks
