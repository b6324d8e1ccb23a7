"""A bureau of another node, made of its keys alone: it seals, opens and signs, and has no tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.signed.entries import EncryptionKey, Entry, sign_entry
from comity.bureaus.signed.epochs import epoch_of
from comity.bureaus.signed.history import add_entry
from comity.kit.ids import new_id
from comity.messages.courier.chunks import Chunk, Progress
from comity.messages.courier.gathering import take_chunks
from comity.messages.courier.letter import Letter, read_letter, write_letter
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipts import Receipt, Receipts, write_receipts
from comity.messages.courier.release import with_release
from comity.messages.courier.requests import Believed
from comity.messages.courier.rules import Level, Parcel, ParcelKind
from comity.messages.courier.tables import Outgoing
from comity.messages.courier.taking import take
from comity.seal import keys
from comity.seal.content import Content
from comity.seal.envelope import Draft, Opened, Sealed, open_envelope, seal_envelope, verify_envelope
from comity.seal.header import FIRST, Link
from comity.seal.signed import Signer
from comity.seal.signing import public_of
from comity.seal.wraps import Addressee
from tests.actors import AnyActor

NODE = AnyActor(bureau="", function="node")


@dataclass
class Far:
    """code: of the bureau and of its node. links: how many envelopes it sealed for whom, and the digest of the last."""

    code: str
    hosted_by: str = ""
    relay: str = ""
    relays: bool = False
    tls_pins: tuple[str, ...] = ()
    links: dict[str, Link] = field(default_factory=dict)

    @property
    def seed(self) -> bytes:
        return sha256(self.code.encode()).digest()

    @property
    def signer(self) -> Signer:
        return Signer(self.code, self.seed)

    @property
    def request_seed(self) -> bytes:
        return sha256(b"requests" + self.code.encode()).digest()

    def listed(self, now: datetime | None = None) -> "Far":
        """Put it into the directory that this node knows."""
        now = (now or timezone.now()).replace(microsecond=0)
        Bureau.objects.get_or_create(
            code=self.code, defaults={"kind": 1, "names": {"en": self.code}, "hosted": False}
        )
        epoch = epoch_of(now)
        key = EncryptionKey(
            epoch=epoch.month,
            public=keys.public_key(self.seed),
            valid_from=epoch.begins,
            valid_to=epoch.ends,
        )
        request_key = Ed25519PrivateKey.from_private_bytes(self.request_seed).public_key().public_bytes_raw()
        entry = Entry(
            bureau=self.code,
            version=1,
            previous="",
            valid_from=now,
            valid_to=now + timedelta(days=400),
            signing_key=public_of(self.seed),
            encryption=(key,),
            request_key=request_key,
            relay=self.relay,
            relays=self.relays,
            tls_pins=self.tls_pins,
            addresses=() if self.hosted_by or self.relay else (f"https://{self.code.lower()}.example",),
            hosted_by=self.hosted_by,
        )
        add_entry(sign_entry(entry, self.seed, previous_seed=None), now=now)
        DIRECTORY.forget()
        return self

    def opens(self, parcel: Outgoing) -> Opened:
        """What this bureau reads in a parcel that left."""
        verified = verify_envelope(bytes(parcel.content), DIRECTORY.signing_key)
        return open_envelope(verified, self.code, {epoch_of(timezone.now()).month: self.seed})

    def reads(self, parcel: Outgoing) -> Letter:
        return read_letter(self.opens(parcel).content.body)

    def seals(
        self, *to: str, kind="note", version=1, body=None, precedence=1, link=None, now=None, **more
    ) -> Sealed:
        """An envelope for hosted bureaus. link: instead of the next one. released_by: a centre."""
        now = now or timezone.now()
        issued, centre = int(now.timestamp()), more.pop("released_by", None)
        id = more.pop("message", None) or uuid4()
        envelope, attachments = more.pop("envelope", None) or new_id(), more.pop("attachments", ())
        letter = Letter(
            **{
                "message": id,
                "thread": id,
                "reply_to": None,
                "body": body or '{"language":"en","subject":"A lorry","text":"Is it yours?"}',
                "case": "",
                "about": "",
                "function": "duty desk",
                "created": int(now.timestamp()) * 1_000_000,
                "answer_by": 0,
                **more,
            }
        )
        if centre is not None:
            letter = with_release(letter, self.code, to, issued, centre.signer)
        links = {each: link or self.links.get(each, FIRST) for each in ("", *to)}
        addressees = []
        for each in to:
            key_id, public = DIRECTORY.sealing_key(each, now)
            addressees.append(Addressee(key_id, public, links[each]))
        draft = Draft(envelope, self.code, kind, version, precedence, issued, issued + 86_400, links[""])
        sealed = seal_envelope(draft, Content(write_letter(letter), attachments), addressees, self.signer)
        for each, was in links.items():
            self.links[each] = Link(was.seq + 1, sealed.digest)
        return sealed

    def hands_over(self, *contents: bytes, kind=ParcelKind.ENVELOPE, precedence=1, ids=None) -> list[str]:
        """What this node answers to these parcels."""
        ends = int(timezone.now().timestamp()) + 86_400
        ids = ids or [new_id() for _each in contents]
        parcels = [Parcel(id, kind, precedence, ends, each) for id, each in zip(ids, contents, strict=True)]
        believed = Believed(self.code, uuid4().hex, ends)
        return [answer for _id, answer in take(parcels, believed, "FRA", by=NODE)]

    def hands_chunks(self, *chunks: Chunk) -> dict[UUID, Progress]:
        """What this node answers to these chunks."""
        believed = Believed(self.code, uuid4().hex, int(timezone.now().timestamp()) + 60)
        return dict(take_chunks(chunks, believed, "FRA", by=NODE))

    def signs(self, to: str, *receipts: Receipt) -> bytes:
        return write_receipts(Receipts(self.code, to, receipts), self.signer.key_id, self.signer.seed)

    def signs_for(self, parcel: Outgoing, level=Level.DELIVERED, *, to="FRA", code="") -> bytes:
        """One receipt for an envelope that left."""
        return self.signs(
            to, Receipt(self.opens(parcel).digest, level, int(timezone.now().timestamp()), code)
        )
