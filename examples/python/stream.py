#!/usr/bin/env python3
"""Streams a sine wave to a Sensocto server, each sample stored exactly once.

Needs Python 3.9 or later and the `websockets` package (Debian: python3-websockets; 10 or later).

    python3 stream.py --url ws://127.0.0.1:4000 --samples 1000

How it works:

* It speaks the second version of the protocol: every message is an array
  [join_ref, ref, topic, event, payload].
* It joins the topic `sensor:<id>` with a `session`, a name of its own for this run. The reply tells
  `last_seq`, the number of the last batch of this session that the server has stored.
* Batches are numbered from 1. The server answers `ok {"seq": n}` once batch n is stored for good; until
  then the batch is kept. After a lost connection what is above `last_seq` is sent again; a batch that was
  stored already is answered, not stored twice.
* How long samples are collected before they are sent is the server's choice: it pushes
  `backpressure_config` whenever somebody begins or ceases to look.
"""

import argparse
import asyncio
import itertools
import json
import math
import secrets
import time
from collections import deque

import websockets

HEARTBEAT_S = 30
"""The server closes a connection that is silent for 60 s."""

BUFFER_SAMPLES = 10_000
"""Samples kept while there is no connection; the oldest give way."""

BATCH_SAMPLES = 500
WINDOW_BATCHES = 8
"""Batches on their way at most."""

RETRY_S = (0.1, 0.2, 0.5, 1, 2, 5, 10)
"""Waits between attempts to connect."""

TEMPORARY = {"rate_limited", "sensor_unavailable", "internal", "unavailable"}
"""Refusals after which the same batch may be sent again."""


class Refused(Exception):
    """The server refused a message; `reason` is its word for why."""

    def __init__(self, reason):
        super().__init__(f"the server refused: {reason}")
        self.reason = reason


class Samples:
    """What is not known to be stored: numbered batches, then samples that wait for a number."""

    def __init__(self):
        self.batches = deque()
        self.waiting = deque()
        self.last_seq = 0
        self.stored = 0
        self.lost = 0
        self.is_complete = False
        self.changed = asyncio.Event()

    @property
    def all_stored(self):
        return self.is_complete and not self.batches and not self.waiting

    def add(self, measurement):
        self.waiting.append(measurement)
        if len(self.waiting) > BUFFER_SAMPLES:
            self.waiting.popleft()
            self.lost += 1
        self.changed.set()

    def next_batch(self):
        """Numbers the oldest samples; None when there are none or enough batches are on their way."""
        if not self.waiting or len(self.batches) >= WINDOW_BATCHES:
            return None
        count = min(BATCH_SAMPLES, len(self.waiting))
        measurements = [self.waiting.popleft() for _ in range(count)]
        batch = {"seq": self.last_seq + len(self.batches) + 1, "measurements": measurements}
        self.batches.append(batch)
        return batch

    def acknowledge(self, seq):
        """Everything up to `seq` is stored."""
        while self.batches and self.batches[0]["seq"] <= seq:
            self.stored += len(self.batches.popleft()["measurements"])
        self.last_seq = max(self.last_seq, seq)
        self.changed.set()

    def resume(self, last_seq):
        """Goes on after a join, which told the last batch that is stored; the others follow it."""
        self.acknowledge(last_seq)
        self.last_seq = last_seq
        for seq, batch in enumerate(self.batches, last_seq + 1):
            batch["seq"] = seq


class Device:
    """One sensor on one connection at a time."""

    def __init__(self, options, samples):
        self.options = options
        self.samples = samples
        self.topic = f"sensor:{options.sensor}"
        self.session = secrets.token_hex(12)
        # Until the server has spoken: as if nobody looked.
        self.window_s = 5.0
        self.batch_size = 20
        self.paused = False
        self.ref = 0

    async def run(self):
        """Keeps a connection until every sample is stored."""
        attempt = 0
        while not self.samples.all_stored:
            try:
                address = f"{self.options.url}/socket/websocket?vsn=2.0.0"
                async with websockets.connect(address) as ws:
                    await self.join(ws)
                    attempt = 0
                    await self.talk(ws)
            except Refused as refused:
                if refused.reason not in TEMPORARY:
                    raise
                print(refused)
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException) as error:
                print(f"connection lost: {error}")
            if not self.samples.all_stored:
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                attempt += 1

    async def join(self, ws):
        """Introduces the sensor and learns what is stored."""
        rate = self.options.rate
        join_ref = await self.send(ws, self.topic, "phx_join", {
            "sensor_id": self.options.sensor,
            "sensor_name": "Sine from Python",
            "sensor_type": "generic",
            "connector_id": "python-example",
            "connector_name": "Python example",
            "attributes": {"sine": {"attribute_id": "sine", "attribute_type": "numeric", "sampling_rate": rate}},
            "sampling_rate": rate,
            "batch_size": 5,
            "bearer_token": self.options.token,
            "provenance": "simulated",
            "session": self.session,
        }, is_join=True)
        while True:
            _, ref, _, event, payload = json.loads(await asyncio.wait_for(ws.recv(), 10))
            if event == "phx_reply" and ref == join_ref:
                break
        if payload["status"] != "ok":
            raise Refused(payload["response"].get("reason"))
        self.join_ref = join_ref
        self.samples.resume(payload["response"]["last_seq"])

    async def talk(self, ws):
        """Sends, listens and shows that it is alive, until all is stored or one of these ends."""
        tasks = [asyncio.ensure_future(work(ws)) for work in (self.send_batches, self.listen, self.heartbeat)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def send_batches(self, ws):
        # First again what may not have arrived, then what was collected meanwhile, at once.
        for batch in list(self.samples.batches):
            await self.send(ws, self.topic, "measurements_batch", batch)
        while not self.samples.all_stored:
            batch = None if self.paused else self.samples.next_batch()
            if batch:
                await self.send(ws, self.topic, "measurements_batch", batch)
            else:
                await self.until_due()

    async def until_due(self):
        """Waits for the end of the window or for as many samples as the server wants at once."""
        end = time.monotonic() + self.window_s
        # A fast signal follows the window, a slow one the size.
        size = self.batch_size * max(1, self.options.rate / 10)
        while not self.samples.all_stored:
            left = end - time.monotonic()
            wanted = 1 if self.samples.is_complete else size
            may_send = not self.paused and len(self.samples.batches) < WINDOW_BATCHES
            if left <= 0 or (may_send and len(self.samples.waiting) >= wanted):
                return
            self.samples.changed.clear()
            try:
                await asyncio.wait_for(self.samples.changed.wait(), left)
            except asyncio.TimeoutError:
                return

    async def listen(self, ws):
        async for text in ws:
            join_ref, _, topic, event, payload = json.loads(text)
            if topic != self.topic or join_ref not in (None, self.join_ref):
                continue
            if event == "backpressure_config":
                self.window_s = payload["recommended_batch_window"] / 1000
                self.batch_size = payload["recommended_batch_size"]
                self.paused = payload["paused"]
                self.samples.changed.set()
            elif event == "phx_reply" and payload["status"] != "ok":
                # The next join tells where to go on.
                raise Refused(payload["response"].get("reason"))
            elif event == "phx_reply" and "seq" in payload["response"]:
                self.samples.acknowledge(payload["response"]["seq"])
            elif event in ("phx_error", "phx_close"):
                raise Refused("sensor_unavailable")

    async def heartbeat(self, ws):
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self.send(ws, "phoenix", "heartbeat", {})

    async def send(self, ws, topic, event, payload, is_join=False):
        """Sends one message and returns its reference."""
        self.ref += 1
        ref = str(self.ref)
        join_ref = ref if is_join else None if topic == "phoenix" else self.join_ref
        await ws.send(json.dumps([join_ref, ref, topic, event, payload]))
        return ref


async def sample_sine(samples, options):
    """Records a sine of 1 Hz; it goes on whether or not there is a connection."""
    start = time.time()
    for n in range(options.samples) if options.samples else itertools.count():
        at = start + n / options.rate
        await asyncio.sleep(max(0, at - time.time()))
        value = math.sin(2 * math.pi * n / options.rate)
        samples.add({"attribute_id": "sine", "payload": value, "timestamp": int(at * 1000)})
    samples.is_complete = True
    samples.changed.set()


async def main():
    parser = argparse.ArgumentParser(description="Streams a sine wave to a Sensocto server.")
    parser.add_argument("--url", default="ws://127.0.0.1:4000", help="address of the server")
    parser.add_argument("--sensor", default="python-sine", help="id of the sensor")
    parser.add_argument("--token", default="", help="bearer token, where the server needs one")
    parser.add_argument("--rate", type=float, default=50, help="samples a second")
    parser.add_argument("--samples", type=int, default=0, help="end after so many samples; 0 goes on for ever")
    options = parser.parse_args()
    samples = Samples()
    sampling = asyncio.ensure_future(sample_sine(samples, options))
    try:
        await Device(options, samples).run()
    finally:
        sampling.cancel()
    print(f"{samples.stored} samples stored, {samples.lost} lost")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
