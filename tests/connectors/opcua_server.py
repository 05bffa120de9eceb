"""A real OPC UA server in this process, with the history of some signals."""

import asyncio
import queue
import socket
import threading
from contextlib import contextmanager

from asyncua import Server, ua


async def _serve(port, signals, ready, stop):
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/mill")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    space = await server.register_namespace("urn:mill.example")
    nodes = {}
    for name in signals:
        identifier = ua.NodeId(name, space)
        node = await server.nodes.objects.add_variable(identifier, name, 0.0)
        nodes[name] = node
    async with server:
        for name, node in nodes.items():
            await server.historize_node_data_change(node, period=None, count=0)
            storage = server.iserver.history_manager.storage
            for moment, value, good in signals[name]:
                status = ua.StatusCodes.Good if good else ua.StatusCodes.BadDeviceFailure
                stamped = ua.DataValue(
                    ua.Variant(value, ua.VariantType.Double),
                    StatusCode=ua.StatusCode(status),
                    SourceTimestamp=moment,
                    ServerTimestamp=moment,
                )
                await storage.save_node_value(node.nodeid, stamped)
        ready.put(space)
        await asyncio.get_running_loop().run_in_executor(None, stop.wait)


@contextmanager
def serving(signals):
    """Serve signals: {name: [(moment in UTC, value, good)]}; yields (URL, namespace)."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ready, stop = queue.Queue(), threading.Event()
    serve = _serve(port, signals, ready, stop)
    thread = threading.Thread(target=asyncio.run, args=(serve,), daemon=True)
    thread.start()
    try:
        yield f"opc.tcp://127.0.0.1:{port}/mill", ready.get(timeout=30)
    finally:
        stop.set()
        thread.join()
