"""The same load through a pair of NATS servers with JetStream; runs in a scratch environment with nats-py.

Two servers joined as leaf and hub, each with a domain and a stream of its own on the disk, synchronised always: the
leaf's stream is sourced by the hub's, which is a store there; a reader at the hub publishes a receipt for each message
into a stream that the leaf sources back. Nothing is sealed or signed, so the peer has less to do.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import nats
from nats.aio.msg import Msg
from nats.js.api import ExternalStream, StreamConfig, StreamSource

BODY, AT_ONCE = b"x" * 4096, 32


def serve(server: str, folder: Path, name: str, port: int, more: str) -> subprocess.Popen[bytes]:
    path = folder / f"{name}.conf"
    path.write_text(
        f"port: {port}\nserver_name: {name}\n"
        f'jetstream {{ store_dir: "{folder / name}", domain: {name}, sync_interval: always }}\n{more}\n'
    )
    return subprocess.Popen([server, "-c", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def measure(count: int, leaf_port: int, hub_port: int) -> float:
    leaf, hub = [await nats.connect(f"nats://127.0.0.1:{port}") for port in (leaf_port, hub_port)]
    here, there = leaf.jetstream(timeout=30), hub.jetstream(timeout=30)
    await here.add_stream(StreamConfig(name="OUT", subjects=["out"]))
    await there.add_stream(StreamConfig(name="RECEIPTS", subjects=["receipts"]))
    at_leaf, at_hub = (ExternalStream(api=f"$JS.{name}.API") for name in ("leaf", "hub"))
    await there.add_stream(StreamConfig(name="IN", sources=[StreamSource(name="OUT", external=at_leaf)]))
    await here.add_stream(StreamConfig(name="BACK", sources=[StreamSource(name="RECEIPTS", external=at_hub)]))
    reader = await there.pull_subscribe("", durable="reader", stream="IN")
    turns = asyncio.Semaphore(AT_ONCE)

    async def publish() -> None:
        async with turns:
            await here.publish("out", BODY)

    async def receipt(message: Msg) -> None:
        await there.publish("receipts", sha256(message.data).digest())
        await message.ack()

    async def read() -> None:
        done = 0
        while done < count:
            try:
                found = await reader.fetch(AT_ONCE, timeout=5)
            except nats.errors.TimeoutError:
                continue
            await asyncio.gather(*map(receipt, found))
            done += len(found)

    begun = time.monotonic()
    await asyncio.gather(read(), *(publish() for _each in range(count)))
    while (await here.stream_info("BACK")).state.messages < count:
        await asyncio.sleep(0.02)
    taken = time.monotonic() - begun
    await leaf.close()
    await hub.close()
    return taken


def main(server: str, count: int, port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        hub = serve(server, folder, "hub", port, f"leafnodes {{ port: {port + 1} }}")
        time.sleep(1)
        remote = f'leafnodes {{ remotes: [{{ url: "nats://127.0.0.1:{port + 1}" }}] }}'
        leaf = serve(server, folder, "leaf", port + 2, remote)
        time.sleep(2)
        try:
            print(json.dumps({"seconds": asyncio.run(measure(count, port + 2, port))}))
        finally:
            for each in (leaf, hub):
                each.terminate()
                each.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
