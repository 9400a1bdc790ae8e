"""A mail server that accepts everything and writes down when what came: `python -m bench.recorder <port> <file>`.

In a process of its own, so that receiving takes nothing from the sender that is measured.
"""

import asyncio
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Recording:
    def __init__(self, file: Path) -> None:
        self.out = file.open("a", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for line in bytes(envelope.content or b"").splitlines():
            name, _, value = line.partition(b":")
            if name.lower() == b"message-id":
                self.out.write(f"{value.strip().strip(b'<>').partition(b'@')[0].decode()} {time.time()}\n")
                break
        return "250 OK"


async def main(port: int, file: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Recording(file), loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
