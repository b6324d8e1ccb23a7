"""The demonstration world as journeys walk it: loaded by its own command, with what each kind of page is about.

Runs as a process of its own over a database stamped as a demonstration: `python -m tests.journeys.demonstration FILE`.
"""

import io
import json
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402  # rooms can be imported only now
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from fido2.cose import ES256  # noqa: E402
from fido2.utils import websafe_encode  # noqa: E402
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData  # noqa: E402

from comity.access import actions as access  # noqa: E402
from comity.access.actions.alarms import raise_alarm  # noqa: E402
from comity.access.actions.tokens import TokenDraft  # noqa: E402
from comity.access.actors import of_token  # noqa: E402
from comity.access.models import Alarm, Officer, Terminal, Token  # noqa: E402
from comity.access.roles import AlarmKind  # noqa: E402
from comity.access.rules import TOKEN_RIGHTS  # noqa: E402
from comity.access.saved_views import Share  # noqa: E402
from comity.access.terminals import COOKIE  # noqa: E402
from comity.bureaus import actions as bureaus  # noqa: E402
from comity.bureaus.models import Bureau  # noqa: E402
from comity.bureaus.rules import Standing  # noqa: E402
from comity.databases.document_alerts import DocumentAlert  # noqa: E402
from comity.databases.persons import Person  # noqa: E402
from comity.databases.vehicles import Vehicle  # noqa: E402
from comity.demo.management.commands import demo_world  # noqa: E402
from comity.demo.stage import officer  # noqa: E402
from comity.gate import epoch  # noqa: E402
from comity.gate.acts import visible_acts  # noqa: E402
from comity.messages.mailboxes import Sieve, inbox  # noqa: E402
from comity.notices.kinds import offered as kinds_here  # noqa: E402
from comity.notices.models import Notice, Received  # noqa: E402
from comity.notices.path import Verb, may  # noqa: E402
from comity.queries import actions as queries  # noqa: E402
from comity.queries.manifest import Entry, Journey, Means  # noqa: E402
from comity.queries.models import ASKER, OWNER, Card, Confirmation, Hit  # noqa: E402
from comity.records import actions as records  # noqa: E402
from comity.records.attached.attaching import Sent, attach  # noqa: E402
from comity.records.between import behalf, offering  # noqa: E402
from comity.records.between.agreed import OnBehalf  # noqa: E402
from comity.records.between.behalf import Request  # noqa: E402
from comity.records.between.offering import Chosen  # noqa: E402
from comity.records.exporting import export  # noqa: E402
from comity.records.feed.following import confirm_changes, follow_changes  # noqa: E402
from comity.records.life import disputing, finding  # noqa: E402
from comity.records.listing.lists import Sieve as Narrowed  # noqa: E402
from comity.records.loading import importing  # noqa: E402
from comity.records.loading.load import load  # noqa: E402
from comity.records.loading.working import work_on_imports  # noqa: E402
from comity.records.public import search as public  # noqa: E402
from comity.records.registry import by_code, databases  # noqa: E402
from comity.records.rules import Feeder, Status  # noqa: E402
from comity.records.values import Choice, Day  # noqa: E402
from comity.tracing.models import ASKED, TraceRequest, TraceStep  # noqa: E402
from tests import people  # noqa: E402
from tests.files import png  # noqa: E402
from tests.journeys.papered import papers  # noqa: E402
from tests.journeys.readers import BETWEEN, NOBODY, PAGES, TERMINAL  # noqa: E402
from tests.journeys.written import drafted, information_asked, submitted, uploaded  # noqa: E402

Parts = dict[str, str]


def facts() -> dict[str, list[Parts]]:
    """For each thing that a page may be about, the parts of its address."""
    amina, sylvie = officer("amina@fra"), officer("sylvie@fra")
    alix = Officer.objects.get(sign_in_name="alix@fra")
    draft = TokenDraft(label="Lane 2", rights=TOKEN_RIGHTS, expires_at=timezone.now() + timedelta(days=30))
    access.make_token(draft, unit=alix.unit, by=sylvie)
    ended(amina)
    in_step(alix.unit)
    raise_alarm(AlarmKind.LOCKOUT, by=sylvie, about="walk", codes=["password"], now=timezone.now())
    own = Confirmation.visible_to(amina).filter(hit__isnull=False, side=ASKER, hit__bureau="FRA")
    question = Confirmation.visible_to(amina).filter(side=OWNER).latest("due_at")
    return {
        "act": [{"id": str(visible_acts(amina).latest("at").id)}],
        "alarm": [{"pk": str(Alarm.visible_to(sylvie).latest("at").pk)}],
        "bureau": [{"code": code} for code in ("FRA", "UNM-A")],
        "card": [{"pk": str(Card.visible_to(amina).latest("pk").pk)}],
        "grant": [{"pk": str(alix.grants.latest("id").pk)}],
        "handover": [{"pk": str(queries.hand_over("Ask Nairobi again at six.", by=amina).pk)}],
        "hit": [{"pk": str(each.hit_id)} for each in own],
        "holder": [{"kind": "officer", "pk": str(alix.pk)}, {"kind": "unit", "pk": str(alix.unit_id)}],
        "list": [{"pk": str(passenger_list(amina))}],
        "information_request": [{"pk": str(information_asked("FRA", by=officer("bianca@ita")).pk)}],
        "message": [{"pk": str(inbox(amina, Sieve()).latest("pk").message_id)}],
        "message_file": [{"pk": str(uploaded(amina))}],
        "waiting_note": [{"pk": str(submitted(officer("amina@fra")))}],
        "note_draft": [{"pk": str(drafted(amina))}],
        "officer": [{"pk": str(alix.pk)}],
        "passkey": [{"pk": str(passkey(sylvie.officer).pk)}],
        "question": [{"pk": str(question.pk)}],
        "sealed": [{"pk": str(Hit.objects.filter(reason_key__isnull=False).latest("at").pk)}],
        "thread": [{"pk": str(question.thread)}],
        "unit": [{"pk": str(alix.unit_id)}],
        "view": [{"pk": str(saved_view(amina))}],
        "saved_list": [{"name": "hits"}, {"name": f"records-{Vehicle.slug}"}],
        **traced(amina),
        **noticed(amina),
        "waiting": [waiting_record()],
        **imported(amina),
        **disputes(question, [each.hit for each in own if each.hit is not None]),
        "export": [{"export": str(each.id)} for each in exports(officer("henri@fra"))],
        "waiting_load": [waiting_load()],
        "check": [check_that_waits()],
        "offer": [offered("bianca@ita", "FRA"), offered("amina@fra", "ITA")],
        "behalf": [on_behalf(Vehicle), on_behalf(Person)],
        "database": [{"database": each.slug} for each in databases() if not each.named_only],
        **in_public(),
        **papers(),
        "object": [{"database": each.slug} for each in databases() if not (each.named_only or each.personal)],
        "record": [own_record(each, amina) for each in databases() if may_feed(each)],
        "picture": [{"picture": str(pictured(amina))}],
    }


def disputes(question: Confirmation, hits: list[Hit]) -> dict[str, list[Parts]]:
    """A record of ours that whoever asked us disputes, and one of others that we might."""
    asked = Hit.objects.get(confirmation__thread=question.thread)
    asker, database = Officer.objects.get(pk=asked.officer), by_code(asked.database)
    seen = database.objects.get(pk=asked.record).version
    evidence = "The bearer shows the police report of the day before, with another number."
    row = disputing.dispute(
        database, asked.record, evidence=evidence, seen=seen, by=officer(asker.sign_in_name)
    )
    report = {
        each.name: "2026-05-04"
        if isinstance(each.value, Day)
        else each.value.choices()[0][0]
        if isinstance(each.value, Choice)
        else "Embakasi"
        for each in database.found_asks
        if each.required
    }
    seen = database.objects.get(pk=asked.record).version
    reported = finding.report_found(database, asked.record, report, seen=seen, by=officer(asker.sign_in_name))
    theirs = [
        {"database": by_code(hit.database).slug, "pk": str(hit.record)}
        for hit in hits
        if by_code(hit.database).objects.filter(pk=hit.record, status=int(Status.ACTIVE)).exists()
    ]
    return {
        "find": [{"pk": str(reported.pk)}],
        "dispute": [{"pk": str(row.pk)}],
        "disputed": [{"database": database.slug, "pk": str(asked.record)}],
        "disputable": theirs[:1],
    }


def saved_view(actor: Any) -> Any:
    """A list that its maker shared with the bureau."""
    asked = {"kind": "car", "near_review": "yes", "sort": "kept_until"}
    slug = f"records-{Vehicle.slug}"
    return access.save_view(slug, asked, name="Cars near review", share=Share.BUREAU, by=actor).pk


def noticed(actor: Any) -> dict[str, list[Parts]]:
    """The notices of the world: every kind's form, what is ours in any state, what others have out, a recall."""
    recalled = Received.objects.filter(recalled_at__isnull=False).latest("id")
    return {
        "notice_kind": [{"slug": slug} for slug in kinds_here()],
        "notice": [{"pk": str(pk)} for pk in Notice.visible_to(actor).values_list("pk", flat=True)],
        "notice_form": [
            {"pk": str(Notice.owned_by(actor).latest("pk").pk), "form": "json"},
        ],
        "notice_entry": [
            {"pk": str(each.record)} for each in Notice.visible_to(actor) if each.is_out and each.record
        ],
        "notice_draft": [
            {"pk": str(each.pk)} for each in Notice.owned_by(actor) if may(each.standing, Verb.CHANGE)
        ],
        "notice_recalled": [{"pk": str(recalled.notice_id)}],
    }


def traced(actor: Any) -> dict[str, list[Parts]]:
    """The traces of the world: in the middle of its way, a draft, and one asked of us."""
    own = TraceRequest.visible_to(actor).order_by("id")
    step = TraceStep.visible_to(actor).get(side=ASKED)
    return {
        "trace": [{"pk": str(each.pk)} for each in own],
        "trace_step": [{"pk": str(step.pk)}],
        "trace_thread": [{"pk": str(step.thread)}],
    }


def may_feed(database: Any) -> bool:
    """Does a desk of a member record there? Not what is the centre's, nor what its unit is not named for."""
    return database.fed_by is not Feeder.CENTRE and not database.named_only


def ended(actor: Any) -> None:
    """A withdrawn record of the actor's bureau that still stands in two other systems."""
    there = [
        {"system": "interpol", "number": "2026/4711", "sent_on": "2026-05-03", "state": "recorded"},
        {"system": "other", "name": "Harbour office", "number": "H-20"},
    ]
    body = {**Vehicle.example, "source_reference": "ended-1", "references": there}
    record = records.create(Vehicle, body, by=actor)
    records.withdraw(Vehicle, record.id, reason="Sold, not stolen.", seen=record.version, by=actor)


def in_step(unit: Any) -> None:
    """A register of that unit that has read the change feed and applied it."""
    token = people.token(unit, label="National register")[1]
    actor = of_token(Token.objects.select_related("unit", "officer").get(pk=token), epoch.current())
    confirm_changes(follow_changes("", by=actor).cursor, by=actor)


def check_that_waits() -> Parts:
    """The alert of Kenya that nobody has looked at."""
    alert = DocumentAlert.objects.get(status=int(Status.IN_CHECK))
    return {"database": alert.slug, "pk": str(alert.pk)}


def on_behalf(database: Any) -> Parts:
    """What the centre recorded for France, which has said nothing yet."""
    asked = Request("FRA", "Letter 2026/118", timezone.now().date(), "head of the bureau")
    record = behalf.record_for(database, database.example, asked, by=officer("olga@cen"))
    return {"behalf": str(OnBehalf.objects.get(record=record.pk).pk)}


def offered(giver: str, taker: str) -> Parts:
    """Two records that one bureau offers to another, which has not answered."""
    by = officer(giver)
    made = [records.create(each, {**each.example, "case": "walked"}, by=by) for each in (Vehicle, Person)]
    chosen = [Chosen(type(each), each.id) for each in made]
    offer = offering.offer(chosen, to=taker, reason="The case went to your courts.", by=by)
    return {"offer": str(offer.pk)}


def own_record(database: Any, actor: Any) -> Parts:
    """A record of the actor's bureau; a database that the world leaves empty gets its example."""
    found = database.owned_by(actor).first() or records.create(database, database.example, by=actor)
    return {"database": database.slug, "pk": str(found.pk)}


def in_public() -> dict[str, list[Parts]]:
    """What anybody may see: a search, an entry with its picture, and a certificate of a search."""
    database = public.public_databases()[0]
    entry = public.extract(database, today=timezone.now().date()).first()
    assert entry is not None, "the world has no record that its owner lets the public find"
    wanted = public.Wanted(words="harbour", measures={"height": "64 cm"})
    text = public.certify(database, wanted, "Lot 17", by=public.anybody())
    return {
        "public_search": [{"database": database.slug}],
        "public_entry": [{"database": database.slug, "pk": str(entry.pk)}],
        "certificate": [{"text": text}],
    }


def pictured(actor: Any) -> Any:
    """A picture on a record of the actor's bureau."""
    own = own_record(Vehicle, actor)
    return attach(Vehicle, UUID(own["pk"]), Sent(png(), "The left side, with a dent"), by=actor).id


def imported(actor: Any) -> dict[str, list[Parts]]:
    """A file at each step of its way: uploaded, checked with a refused row, recorded and undone."""
    made = [upload_of(Vehicle, actor) for _step in range(3)]
    for upload in made[1:]:
        importing.check(upload.id, by=actor)
    work_on_imports(lambda _upload: actor)
    importing.start(made[2].id, by=actor)
    work_on_imports(lambda _upload: actor)
    importing.undo(made[2].id, reason="The wrong file.", by=actor)
    work_on_imports(lambda _upload: actor)
    parts = [{"upload": str(upload.id)} for upload in made]
    entities = [{"upload": str(entities_of(actor).id)}]  # their page asks what they do not say
    return {"import": [*parts, *entities], "worked_import": parts[1:], "imported": parts[2:3]}


def entities_of(actor: Any) -> Any:
    """A file of entities that was uploaded."""
    taking = next(each for each in databases() if each.entities_lack)
    entity = {"id": "p-1", "schema": taking.made_of[0], "properties": {"name": ["Ina Halvorsen"]}}
    return importing.upload(taking, [json.dumps(entity).encode()], file_name="list.ftm.json", by=actor)


def exports(actor: Any) -> list[Any]:
    """One that waits for a second person, as each of two would see it, and one that somebody let go."""
    persons = next(each for each in databases() if each.personal)
    made = [
        export.ask(persons, Narrowed(), form=export.CSV, reason="For the yearly count.", by=each)
        for each in (actor, replace(actor, officer=uuid4()), actor)
    ]
    export.decide(made[2].id, approve=True, reason="Agreed.", by=replace(actor, officer=uuid4()))
    return made


def upload_of(database: Any, actor: Any) -> Any:
    """A file with one good row and one that is refused."""
    names = [name for name, value in database.example.items() if isinstance(value, str)]
    good = [database.example[name] for name in names]
    text = "\n".join(";".join(cells) for cells in (names, good, ["?!"] * len(names)))
    return importing.upload(database, [text.encode()], file_name="week 20.csv", by=actor)


def passenger_list(actor: Any) -> Any:
    """A list with a hit, a traveller of whom nothing is known, and a line that cannot be asked."""
    now = timezone.now()
    journey = Journey(
        Means.FLIGHT, "AV 412", "BOG-CDG", now + timedelta(hours=1), now + timedelta(hours=9), "the carrier"
    )
    document = next(
        each.example for each in databases() if {"number", "issuer", "kind"} <= each.example.keys()
    )
    hit = Entry("Farid Invented", "1980-02-29", document["issuer"], document["number"], kind=document["kind"])
    entries = [Entry("Anna Invented", "1990-01-01"), Entry("Nobody Invented", "1990"), hit]
    row = queries.submit_list(journey, entries, by=actor)
    queries.ask_list(row, by=lambda _fresh: actor)
    return row.pk


def waiting_record() -> Parts:
    """What a pre-moderated bureau recorded, before the centre has let it out."""
    morocco = Bureau.objects.get(pk="MAR")
    chen, dunya = officer("chen@cen"), "dunya@mar"
    bureaus.set_standing(
        morocco, Standing.PRE_MODERATED, by=chen, reason="walked by a test", seen=morocco.version
    )
    found = records.create(Vehicle, Vehicle.example, by=officer(dunya))
    return {"database": Vehicle.slug, "pk": str(found.pk)}


def waiting_load() -> Parts:
    """What the same bureau loaded from a file. Call it after `waiting_record`."""
    row = {**Vehicle.example, "source_reference": "walked by a test"}
    file = io.BytesIO(json.dumps(row).encode())
    loading = load(Vehicle, file, by=officer("dunya@mar"), refused=lambda _line, _error: None)
    return {"pk": str(loading.pk)}


def passkey(person: Any) -> Authenticator:
    """A passkey that nobody holds, and recovery codes, for the pages about them."""
    owner = Officer.objects.get(pk=person)
    RecoveryCodes.activate(owner)
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    credential = AttestedCredentialData.create(bytes(16), b"invented", key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    told = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, credential), {})
    client = json.dumps({"type": "webauthn.create", "challenge": "eA", "origin": "https://localhost"})
    response = {
        "clientDataJSON": websafe_encode(client.encode()),
        "attestationObject": websafe_encode(bytes(told)),
    }
    number = websafe_encode(b"invented")
    sent = {"id": number, "rawId": number, "type": "public-key", "response": response}
    data = {"name": "Key of the duty desk", "credential": {**sent, "clientExtensionResults": {}}}
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)


def cookies(reader: str) -> dict[str, str]:
    """What the browser of this reader brings along."""
    if reader in (NOBODY, BETWEEN):
        return {}
    if reader == TERMINAL:
        place = Officer.objects.get(sign_in_name="alix@fra").unit
        Terminal.objects.create(sha256=sha256(b"walk").digest(), unit=place, label="Lane 2")
        return {COOKIE: "walk"}
    return {"sessionid": people.session(Officer.objects.get(sign_in_name=reader), ahead_s=3600)}


def main() -> None:
    """Load, add, and say what there is."""
    with mock.patch.object(demo_world, "file_at_hand", return_value=None):  # the real list is large, and real
        call_command("demo_world", stdout=io.StringIO())
    between = Officer.objects.get(sign_in_name=BETWEEN)
    between.set_password(people.PASSWORD)
    between.save()
    told = {
        "facts": facts(),
        "cookies": {reader: cookies(reader) for reader in sorted({page.by for page in PAGES.values()})},
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(told, file)


if __name__ == "__main__":
    main()
