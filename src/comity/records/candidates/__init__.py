"""Which records a name may mean: an index beside PostgreSQL that proposes ids, and the second reading that decides.

`keeping` is the one writer, a process of the node's own; `proposing` is asked; `marks` says who may have what.
"""
