"""What must hold when parts die: seven scenarios, each with its negative control.

`make faults` runs them on a machine of their own: a fresh cluster and broker on their own sockets,
a mail sink, forked workers that are ended by their ids only. The truth is a ledger outside the
system: what clients were told, what the sink accepted, what the database says at the end. Each
control switches one guard off, in the harness' own processes, and must make the check go red.
"""
