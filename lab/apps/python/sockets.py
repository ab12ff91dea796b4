"""The Channels side of the broadcast experiment: one consumer class per way to reach everybody.

LAYER names the way: `direct` writes the frames itself from a set of consumers; `memory`, `core` and `pubsub` go
through that channel layer. A client that says `go#N` causes the broadcast of that text.
"""

import asyncio
import os

import site_under_test  # noqa: F401  configures Django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import channel_layers
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

LAYER = os.environ.get("LAYER", "direct")
PAYLOAD = "x" * 100
redis = f"redis://127.0.0.1:{os.environ.get('REDIS_PORT', '1')}/0"

BACKENDS = {
    "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100}},
    # The layer blocks on Redis for five seconds, after which redis-py 8 gives a read up by default and the consumer dies;
    # and a pool of a hundred connections is too few when a thousand consumers come or go at once.
    "core": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [{"address": redis, "max_connections": 30_000, "socket_timeout": None}], "capacity": 1_000},
    },
    "core-default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [redis]}},
    "pubsub": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [redis]}},
}
if LAYER in BACKENDS:
    settings.CHANNEL_LAYERS = {"default": BACKENDS[LAYER]}
    channel_layers.backends.clear()

everybody = set()


class Direct(AsyncWebsocketConsumer):
    async def connect(self):
        everybody.add(self)
        await self.accept()

    async def disconnect(self, code):
        everybody.discard(self)

    async def receive(self, text_data=None, bytes_data=None):
        for n, consumer in enumerate(list(everybody)):
            await consumer.send(text_data=PAYLOAD + text_data[2:])
            if n % 100 == 99:
                await asyncio.sleep(0)


class Layered(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("everybody", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("everybody", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("everybody", {"type": "news", "text": PAYLOAD + text_data[2:]})

    async def news(self, event):
        await self.send(text_data=event["text"])


consumer = Direct if LAYER == "direct" else Layered
application = ProtocolTypeRouter({"http": site_under_test.asgi, "websocket": URLRouter([path("ws", consumer.as_asgi())])})
