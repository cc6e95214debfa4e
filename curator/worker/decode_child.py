"""The decoding child's work: sets its bounds, then decodes what it is asked to."""

import contextlib

from curator.worker.child_main import At, Handler
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure, Recalled, RecallRequest


class DecodeSetup:
    """Picklable setup of a decoding child: bounds its memory, then loads the decoders."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes

    def __call__(self) -> tuple[object, Handler]:
        from curator.worker.decode import DecodeError, decode
        from curator.worker.recall import recall

        memory_bytes = self._memory_bytes

        def handle(
            request: DecodeRequest | RecallRequest, at: At
        ) -> Decoded | Recalled | PhotoFailure:
            at((str(request.path),))
            try:
                if isinstance(request, RecallRequest):
                    return recall(request)
                return decode(request, memory_bytes=memory_bytes)
            except DecodeError as error:
                return PhotoFailure(str(request.path), str(error))
            except MemoryError:
                return PhotoFailure(str(request.path), MEMORY_SENTENCE)

        bound_memory(memory_bytes)
        return None, handle


MEMORY_SENTENCE = "The picture needs more memory than one photo may use."


def bound_memory(memory_bytes: int) -> None:
    """Let this process allocate so much more than now; where the system can (Linux), else not.

    Bounds the data segment, which has private mappings too since Linux 4.7, not the address space.
    """
    with contextlib.suppress(ImportError, OSError, ValueError, StopIteration):
        import resource

        with open("/proc/self/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmData"))
        now = int(line.split()[1]) * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (now + memory_bytes, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
