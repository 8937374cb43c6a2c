"""A slixmpp client in a thread of its own, with calls that wait."""

import asyncio
import threading

from slixmpp import ClientXMPP


class Session:
    """A user who is logged in at an XMPP server; `timeout` in seconds is for every answer."""

    def __init__(self, port, jid="admin@localhost/publisher", password="secret", *, timeout=20):
        self.timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._wait(self._connect(jid, password, port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    async def _connect(self, jid, password, port):
        self._client = client = ClientXMPP(jid, password)
        client.enable_plaintext = True
        client.enable_starttls = client.enable_direct_tls = False
        client.plugin["feature_mechanisms"].unencrypted_plain = True
        for plugin in ("xep_0060", "xep_0092", "xep_0199"):
            client.register_plugin(plugin)
        self._pubsub = client.plugin["xep_0060"]
        started = self._loop.create_future()
        client.add_event_handler(
            "session_start", lambda _: started.done() or started.set_result(None))
        client.connect("127.0.0.1", port)
        await asyncio.wait_for(started, self.timeout)
        client.send_presence()

    def _start(self, coroutine):
        """Runs a coroutine in the client's thread; its future is for this one."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _wait(self, coroutine):
        return self._start(coroutine).result(self.timeout + 5)

    def close(self):
        """Ends the session and the thread."""
        async def leave():
            await self._client.disconnect(1)
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        try:
            self._wait(leave())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()
