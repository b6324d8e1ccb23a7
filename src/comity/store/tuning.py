"""The server's settings. Each that is not PostgreSQL's own default has its reason here."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """shared_buffers_mb: memory for pages. lasting: false only for tests, whose data may die with the machine."""

    shared_buffers_mb: int = 512
    max_connections: int = 100
    lasting: bool = True

    @classmethod
    def from_environment(cls) -> "Tuning":
        """COMITY_SHARED_BUFFERS_MB and COMITY_MAX_CONNECTIONS, or the defaults for a machine of 4 GB and more."""
        return cls(
            shared_buffers_mb=int(os.environ.get("COMITY_SHARED_BUFFERS_MB", "512")),
            max_connections=int(os.environ.get("COMITY_MAX_CONNECTIONS", "100")),
        )

    def settings(self) -> dict[str, str]:
        """PostgreSQL's names and values."""
        values = {
            "shared_buffers": f"{self.shared_buffers_mb}MB",
            "max_connections": str(self.max_connections),
            "max_wal_size": "4GB",  # loads of millions of records without a checkpoint every few seconds
            "checkpoint_timeout": "15min",
            "random_page_cost": "1.1",  # no spinning disks
            "jit": "off",  # our statements are short: compiling them costs more than it saves
            "timezone": "UTC",
            "log_timezone": "UTC",
            "idle_in_transaction_session_timeout": "5min",  # a hung client must not stop vacuum for days
            "log_min_error_statement": "panic",  # statements carry names and numbers; logs must not
            "log_error_verbosity": "terse",  # nor the values in DETAIL lines
            "log_checkpoints": "off",
            "log_line_prefix": "%m [%p] ",
        }
        if not self.lasting:
            values |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "autovacuum": "off",
            }
        return values


FOR_TESTS = Tuning(shared_buffers_mb=128, lasting=False)
