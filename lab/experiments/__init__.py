"""The experiments by name, one file each. The order is that of a full run."""

from . import (
    blocking,
    cold_start,
    compute,
    cpu_per_request,
    memory,
    pool_ceiling,
    relational,
    thread_hops,
    unit_costs,
    waiting_clients,
    websocket_broadcast,
)

EXPERIMENTS = {
    "thread-hops": thread_hops.run,
    "waiting-clients": waiting_clients.run,
    "cpu-per-request": cpu_per_request.run,
    "pool-ceiling": pool_ceiling.run,
    "websocket-broadcast": websocket_broadcast.run,
    "compute": compute.run,
    "blocking": blocking.run,
    "relational": relational.run,
    "memory": memory.run,
    "cold-start": cold_start.run,
    "unit-costs": unit_costs.run,
}
