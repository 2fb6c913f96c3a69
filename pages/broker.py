"""How the broker is, asked by whoever looks after the machine: an answer within two seconds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, TimeoutError
from redis.retry import Retry

PATIENCE = 1  # seconds for each step, of which the first that fails ends it


class BrokerState(models.TextChoices):
    WELL = "well", _("answers")
    AWAY = "away", _("can’t be reached: waiting work begins up to a minute late once it is back")
    SILENT = "silent", _("hangs: waiting work begins up to a minute late once it is back")
    FULL = "full", _("is full and takes nothing in: give it more maxmemory")
    EVICTS = "evicts", _("may throw work away: set its maxmemory-policy to noeviction")


def look() -> BrokerState:
    broker = Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        policy = broker.config_get("maxmemory-policy").get("maxmemory-policy")
        memory = broker.info("memory")
    except TimeoutError:
        return BrokerState.SILENT
    except RedisError:
        return BrokerState.AWAY
    finally:
        broker.close()
    if policy != "noeviction":
        return BrokerState.EVICTS
    is_full = 0 < memory["maxmemory"] <= memory["used_memory"]
    return BrokerState.FULL if is_full else BrokerState.WELL
