"""How fast the scheduler is with many accounts: `make scale`, on a machine of its own."""
