"""A door between a client and a server that ends the stream after so many bytes: to the byte, and whatever the engine is."""

import asyncio
import threading

CHUNK = 1 << 16


class Door:
    """Hands bytes on between a free port and the server's. `passed` counts what the server sent, over all connections.

    after      bytes of the server that are let through; None: all
    then       "close", "reset", "stall" (the connection stays open and silent), or a function that is called before it is closed
    """

    def __init__(self, port, after=None, then="close"):
        self.server, self.after, self.then = port, after, then
        self.passed, self.reached = 0, False
        self.port = None
        self.inside = set()  # the loop itself holds on to no task
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self.main(),), daemon=True)

    def __enter__(self):
        self.thread.start()
        self.ready.wait()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join()
        self.loop.close()

    async def main(self):
        self.over = asyncio.Event()
        listening = await asyncio.start_server(self.come_in, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]
        self.ready.set()
        await self.over.wait()
        listening.close()
        # Who came in at the last moment goes out too.
        while others := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(0)

    async def come_in(self, from_client, to_client):
        to_server = None
        self.inside.add(asyncio.current_task())
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server)
            up = asyncio.ensure_future(self.up(from_client, to_server))
            await self.down(from_server, to_client)
            up.cancel()
        except (OSError, asyncio.CancelledError):
            pass  # the door is shut, or one of the two is gone: nothing is owed to the other but an end
        finally:
            for writer in (to_client, to_server):
                if writer:
                    writer.close()

    async def up(self, from_client, to_server):
        try:
            while data := await from_client.read(CHUNK):
                to_server.write(data)
                await to_server.drain()
            to_server.write_eof()
        except OSError:
            pass

    async def down(self, from_server, to_client):
        while not self.reached and (data := await from_server.read(CHUNK)):
            if self.after is not None and self.passed + len(data) >= self.after:
                data = data[:self.after - self.passed]
                self.reached = True
            self.passed += len(data)
            to_client.write(data)
            await to_client.drain()
        if self.reached:
            await self.end(to_client)

    async def end(self, to_client):
        if callable(self.then):
            call, self.then = self.then, "close"
            await asyncio.to_thread(call)
        elif self.then == "stall":
            await self.over.wait()
        elif self.then == "reset":
            to_client.transport.abort()
