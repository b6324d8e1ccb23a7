"""What the store tells the operator: one sentence and a machine code."""


class StoreError(Exception):
    """The store cannot do what was asked. The message is a sentence that says what to do next."""

    code = "store"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
