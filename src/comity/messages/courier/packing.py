"""Before a file leaves on a stick: what the courier would do only once it has spoken with the other node.

It compares chains after each start before it seals, and signs receipts when they can go at once. A node that is met by
stick alone would wait for both for ever. Here it is enough that the node answered in this life of the database
(`asking`); one that never did is asked by the same file.
"""

from comity.gate.system import SystemActor
from comity.messages.courier import asking, receipting, sealing
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.workshop import Workshop

RIGHTS = (
    "messages.seal", "messages.sign_receipts", "messages.ask_heads", "messages.note_sealed", "messages.note_lost_file",
)  # fmt: skip


def pack(book: AddressBook, keys: HeldKeys, *, by: SystemActor) -> None:
    """Seal and sign what can be, files too, for every node; ask those that have not answered how far they are."""
    life = asking.current_life()
    answered = asking.answered(life)
    nodes = {bureau: book.node_of(bureau) for bureau in sealing.bureaus_waiting()}
    bureaus = [bureau for bureau, node in nodes.items() if node in answered]
    if bureaus:
        _seal(book, keys, answered, bureaus, by)
        Workshop().finish(by)
        _seal(book, keys, answered, bureaus, by)
        asking.remember(life)
    for node in sorted({node for node in nodes.values() if node and node not in answered}):
        asking.ask(node, life, book, keys, by=by)
    while receipting.sign_receipts(book, keys, by=by):
        pass


def _seal(book: AddressBook, keys: HeldKeys, nodes: set[str], bureaus: list[str], by: SystemActor) -> None:
    while sealing.seal(book, keys, by=by, compared=nodes, at_once=bureaus):
        pass
