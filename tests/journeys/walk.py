"""Walks every door of one world and writes down each answer with its SQL.

Runs as a process of its own, so that nothing one world taught a cache is known in the other:
`python -m tests.journeys.walk WORLD.json ANSWERS.jsonl` over the database of the environment.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, product
from pathlib import Path
from urllib.parse import urlencode
from zlib import crc32

from django.urls import URLResolver, get_resolver

from tests.journeys.asking import CSRF, NOBODY, Body, World, frozen, watch_the_store  # sets Django up

from comity.api import api  # isort: skip
from comity.wsgi import _DOORS  # isort: skip
from tests.journeys.filed import BODIES  # isort: skip
from tests.journeys.walk_commands import walk_commands  # isort: skip
from tests.names import asked_of, read_all_names  # isort: skip
from tests.journeys.worlds import ASKER, numbers_of, own_copy, subjects_of  # isort: skip

# Pages that change who is signed in, or what they may: walked last, so that all else is walked before.
LAST = re.compile(r"account/|/leave/|/suspend/|/close/|/revoke/|/move/|/password/|second-factor|/shift/")
PAGE_OF_A_RECORD = re.compile(r"(/api/v1)?/records/(<slug:database>|[a-z-]+)/<(\w+:)?\w+>/?")
# Whose right is wanting is told so for whatever is asked; the first thing that is asked for is a closed record.
MOST_REFUSED = 3
# Below the pages of records, one in so many is asked for; which ones moves on from pattern to pattern.
CLOSED_BELOW, OPEN_BELOW = 4, 12
FRAME = {
    "purpose": "border-control",
    "conveyance": "AV 412",
    "route": "BOG-LIM",
    "departure": "x",
    "source": "y",
}
# Why somebody asks further than for what was named.
WIDE = {"purpose": "investigate", "case": "C-1", "reason": "The paper is torn."}


class NotWalked(Exception):
    """The walk knows no value for a part of an address."""


def pages() -> list[tuple[str, dict[str, str]]]:
    """Every address of the URL map but the API's operations: its pattern, and its parts with their kinds."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            path = before + str(each.pattern)
            yield from walk(each, path) if isinstance(each, URLResolver) else [path]

    found = [
        path
        for path in walk(get_resolver(), "/")
        if not path.startswith("/api/v1/") or path.endswith((".json", "/v1/"))
    ]
    parts = re.compile(r"<(?:(\w+):)?(\w+)>")
    return [(path, {name: kind for kind, name in parts.findall(path)}) for path in dict.fromkeys(found)]


def filled(path: str, parts: dict[str, str], facts: Body, *, reads: bool = True) -> Iterator[str]:
    """The addresses of a pattern: every kind of thing it may be asked for, and the closed records.

    reads: a page or a document is asked for, and nothing is done to it.
    """
    choices = [_values(path, name, kind, facts) for name, kind in parts.items()]
    fits = Fitting(path, facts, reads=reads)
    for values in product(*choices):
        address = path
        for name, value in zip(parts, values, strict=True):
            address = re.sub(rf"<(\w+:)?{name}>", value, address)
        if fits(address):
            yield address


def _values(path: str, name: str, kind: str, facts: Body) -> list[str]:
    closed = [each["id"] for each in facts["closed"]]
    if kind in ("uuid", "uuidstr", "") and name in ("pk", "id"):
        if path.startswith(("/lists/", "/api/v1/lists/")):
            return [*facts["lists"], *facts["lines"], NOBODY]
        if path.startswith(("/traces/", "/api/v1/traces/")):
            return [*facts["traces"], *facts["trace_steps"], NOBODY]
        if path.startswith("/notices/of/"):
            return [*facts["entries"], *facts.get("closed_entries", []), NOBODY]
        if path.startswith("/notices/recalls/"):
            return [*facts["recalls"], NOBODY]
        if path.startswith(("/notices/", "/api/v1/notices/")):
            return [*facts["notices"], *facts.get("closed_notices", []), NOBODY]
        if path.startswith(("/cards/", "/api/v1/cards/")):
            return [*facts["cards"], *facts.get("closed_cards", []), NOBODY]
        for part in ("loads", "elsewhere"):
            if f"/{part}/" in path:
                return [*facts[part], NOBODY]
        if "/records/" in path or path.startswith("/public/"):
            return [*closed, *facts["visible"].values(), *facts["own"].values(), NOBODY]
        return [closed[0], *facts["hits"][:2], facts["people"]["guard"], *facts["more"], NOBODY]
    if name == "picture":
        on_notices = [*facts["notice_pictures"], *facts.get("closed_notice_pictures", {})]
        return [*facts["pictures"], *facts.get("closed_pictures", []), *on_notices, NOBODY]
    if name == "offer":
        return [*facts["offers"], *facts.get("closed_offers", []), NOBODY]
    if name == "behalf":
        return [*facts["behalves"], *facts.get("closed_behalves", []), NOBODY]
    if name == "dataset":
        return [*facts["datasets"], "no-such"]
    if name == "entity":
        return [*facts["listed"], *facts.get("closed_listed", {}), f"persons-{NOBODY}", "no-such"]
    if name == "text":
        return [*facts["certificates"], "forged"]
    services = {"colour": ["red", "yellow", "un"], "group": ["persons", "entities"], "shot": [NOBODY]}
    services |= {"digest": ["0" * 64], "file": ["timestamp.json"], "word": ["forged"]}
    if name in services:
        return services[name]
    if name == "number":
        return [*facts["numbers"], *facts.get("closed_numbers", []), "2026-0000-0000"]
    if name == "line":
        return [*facts["lines"], NOBODY]
    if name == "upload" or "/imports/" in path:
        return [*facts["uploads"], NOBODY]
    if name == "export":
        return [*facts["exports"], NOBODY]
    if kind in ("slug", "") and name == "database":
        return [*facts["visible"], "no-such"]
    if "/views/save/" in path:
        return ["hits", "messages", *(f"records-{slug}" for slug in facts["visible"]), "no-such"]
    if name == "slug":
        return ["red", "yellow", "no-such"]
    if name == "form":
        return ["json", "entities", "misp", "no-such"]
    known = {"language": ["ar", "de"], "code": [ASKER, "FRA", "ESP"], "kind": ["officer", "unit", "token"]}
    if kind != "int" and name not in known:
        raise NotWalked(f"{path}: nothing to put in for <{kind}:{name}>")
    return ["1"] if kind == "int" else known[name]


class Fitting:
    """Whether an address of this pattern is worth asking for: a record where it would be, a picture where it hangs.

    Every record is read. What lies below its page, and what is done to it, is asked for a few databases, each with
    another way to close a record: they move on from pattern to pattern, so that all of them have their turn.
    """

    def __init__(self, path: str, facts: Body, *, reads: bool) -> None:
        self.is_page = reads and bool(PAGE_OF_A_RECORD.fullmatch(path))
        turn = crc32(path.encode())
        slugs, ways = (
            list(dict.fromkeys(each.get(name, "") for each in facts["closed"]))
            for name in ("database", "way")
        )
        self.homes = {each["id"]: each["database"] for each in facts["closed"]}
        self.asked_below = {
            each["id"]
            for each in facts["closed"]
            if (slugs.index(each["database"]) + ways.index(each.get("way", "")) + turn) % len(ways) == 0
            and (slugs.index(each["database"]) + turn // len(ways)) % CLOSED_BELOW == 0
        }
        for place, group in enumerate(("visible", "own")):
            self.homes |= {identity: slug for slug, identity in facts[group].items()}
            self.asked_below |= {
                identity
                for slug, identity in facts[group].items()
                if (slugs.index(slug) + place + turn) % OPEN_BELOW == 0
            }
        on_notices = facts["notice_pictures"] | facts.get("closed_notice_pictures", {})
        self.hangs_on = facts["hangs_on"] | on_notices
        # Each picture is asked for on what it does not hang on, too: on one open record and one hit.
        self.others = (next(iter(facts["visible"].values())), facts["hits"][0])

    def __call__(self, address: str) -> bool:
        picture = next((identity for identity in self.hangs_on if identity in address), "")
        if picture and not any(each in address for each in (self.hangs_on[picture], *self.others)):
            return False
        asked = next((identity for identity in self.homes if identity in address), "")
        if not asked or not re.search("/(records|public)/", address):
            return True
        is_asked = self.is_page or bool(picture) or asked in self.asked_below
        return is_asked and f"/{self.homes[asked]}/" in address


def form_of(page: bytes) -> Body:
    """What a form on a page holds when it comes, so that a POST gets as far as it can."""
    text = page.decode(errors="replace")
    fields = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', text)
    return {name: value for name, value in fields if name not in ("csrfmiddlewaretoken", "more")}


def walk_pages(world: World, who: str, *, most: int) -> None:
    """GET and POST of every address, as one officer. most: addresses of one pattern."""
    facts = world.facts
    word = numbers_of(facts["closed"][0]["body"])[0]
    asked = urlencode({"q": word, "text": word, "case": word, "bureau": "FRA", "purpose": "border-control"})
    targets = [
        (path, address) for path, parts in pages() for address in islice(filled(path, parts, facts), most)
    ]
    targets.sort(key=lambda each: bool(LAST.search(each[0])))
    refused, only_shown, only_taken = Counter[str](), set[str](), set[str]()
    for path, address in targets:
        if refused[path] >= MOST_REFUSED:
            continue
        status, page = ("", b"") if path in only_taken else world.call(who, "GET", address, route=path)
        if status.startswith("405"):
            only_taken.add(path)
        if "<" not in path:
            world.call(who, "GET", address, route=path, query=asked)
        refused[path] += status.startswith("403")
        nobodys = status.startswith("404") and not any(each["id"] in address for each in facts["closed"])
        if nobodys or path in only_shown:
            continue
        reason = {"reason": "because", "seen": "1", "text": word, "word": "yes", "note": "because"}
        sent = {**form_of(page), **reason, "csrfmiddlewaretoken": CSRF}
        if _post(world, who, address, sent, path).startswith("405"):
            only_shown.add(path)


def walk_forms(world: World, who: str, *, step: int) -> None:
    """The question and the record forms, about closed records: what they say must be the same. step: one in so many."""
    for each in world.facts["closed"][::step]:
        for number in numbers_of(each["body"]):
            sent = {"purpose": "border-control", "text": number, "csrfmiddlewaretoken": CSRF}
            _post(world, who, "/ask/", sent, "/ask/")
        for subject in subjects_of(each["body"]):
            if person := subject.get("person"):
                named = {f"person_{name}": value for name, value in person.items()}
                sent = {"purpose": "border-control", **named, "csrfmiddlewaretoken": CSRF}
                _post(world, who, "/person/", sent, "/person/")
        form = {name: value for name, value in each["body"].items() if isinstance(value, str | int)}
        for name, parts in each["body"].items():
            for place, part in enumerate(parts if isinstance(parts, list) else []):
                form |= {f"{name}-{place}-{piece}": value for piece, value in part.items()}
        form = {**form, "case": "own", "restriction": "", "marking": "official-use", "purpose": "investigate"}
        address = f"/records/{each['database']}/new/"
        _post(world, who, address, {**form, "csrfmiddlewaretoken": CSRF}, "/records/<slug:database>/new/")


def _post(world: World, who: str, address: str, sent: Body, route: str) -> str:
    """Send a form; the status of its answer."""
    kind = "application/x-www-form-urlencoded"
    return world.call(who, "POST", address, body=urlencode(sent).encode(), kind=kind, route=route)[0]


def walk_questions(world: World, who: str, *, step: int) -> None:
    """The short way of a machine's question, one and many, about every closed record. step: one in so many alone."""
    subjects = [subject for each in world.facts["closed"] for subject in subjects_of(each["body"])]
    subjects += [subject for body in world.facts["closed_subjects"] for subject in subjects_of(body)]
    for subject in subjects[::step]:
        asked = json.dumps({"purpose": "border-control", "subjects": [subject]}).encode()
        world.call(who, "POST", "/api/v1/queries", body=asked, kind="application/json")
    for name in (each["name"] for subject in subjects[::step] if (each := subject.get("person"))):
        wide = {"person": {"name": f"{name[:5]}* {name.split()[-1]}", "reach": "wide"}}
        asked = json.dumps({**WIDE, "subjects": [wide]}).encode()
        world.call(who, "POST", "/api/v1/queries", body=asked, kind="application/json")
    many = b"\n".join(json.dumps(subject).encode() for subject in subjects)
    for path in _DOORS:
        world.call(who, "POST", path, body=many, kind="application/x-ndjson", query=urlencode(FRAME))
        world.call(who, "POST", path, body=b"{", kind="application/json")


def walk_screening(world: World, who: str, *, step: int) -> None:
    """Tools of others: every call about every record on a list, open to them or not, by each name and paper.

    step: one in so many names and papers.
    """
    told = {**world.facts["listed"], **world.facts["closed_listed"]}
    bodies = [{"name": [each["text"] for each in body["names"]]} for body in told.values() if "names" in body]
    papers = [each["number"] for body in told.values() for each in body.get("documents", [])]
    bodies += [{"passportNumber": [number]} for number in papers]
    bodies = bodies[::step]
    for dataset, (place, asked) in product((*world.facts["datasets"], "no-such"), enumerate(bodies)):
        queries = {"queries": {"q": {"schema": "LegalEntity", "properties": asked}}}
        path, body = f"/screening/match/{dataset}", json.dumps(queries).encode()
        narrowed = f"limit={place + 1}&cutoff=0&changed_since=2020-01-01"
        for query in ("", narrowed):
            world.call(who, "POST", path, body=body, kind="application/json", query=query)
    for dataset, body in product(world.facts["datasets"], ({}, *bodies)):
        query = urlencode({"q": body.get("name", [""])[0], "limit": 2})
        world.call(who, "GET", f"/screening/search/{dataset}", query=query)
    for path in ("catalog", "algorithms", "readyz", *(f"entities/{each}" for each in told)):
        world.call(who, "GET", f"/screening/{path}")


def walk_public_notices(world: World) -> None:
    """The lists of the service for anybody, by filters; each notice is asked for with the pages."""
    for colour, query in product(
        ("red", "yellow", "un"), ("", "name=noticed", "nationality=KZ&ageMin=18", "page=2")
    ):
        world.call("", "GET", f"/notices/v1/{colour}", query=query)
    for number in (*world.facts["numbers"], *world.facts["closed_numbers"]):
        for path in (
            f"red/{number}",
            f"red/{number}/images",
            f"red/{number}/images/{NOBODY}",
            f"un/persons/{number}",
        ):
            world.call("", "GET", f"/notices/v1/{path}")


def operations() -> dict[str, Body]:
    """Every operation of the node's own OpenAPI document by "METHOD /path"."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path}": told
        for path, methods in paths.items()
        for method, told in methods.items()
    }


def operation_addresses(path: str, facts: Body, *, reads: bool = True) -> Iterator[str]:
    """The addresses of an operation's path as OpenAPI writes it."""
    pattern = re.sub(r"{(?:uuid:)?(\w+)}", r"<\1>", path)
    parts = {name: "uuid" if name in ("id", "pk") else "" for name in re.findall(r"<(\w+)>", pattern)}
    return filled(pattern, parts, facts, reads=reads)


def walk_api(world: World, who: str) -> None:
    """Every operation, asked for every thing it may be asked for, with the documents of the closed records."""
    facts = world.facts
    for route, operation in operations().items():
        method, path = route.split()
        for address in operation_addresses(path, facts, reads=method == "GET"):
            bodies: list[Body | None] = [None]
            told = [*operation.get("requestBody", {}).get("content", {})]
            if len(told) == 1 and told[0] in BODIES:
                filed, kind = BODIES[told[0]]
                world.call(who, method, address, body=filed, kind=kind, route=route, query="name=a.png")
                continue
            if "requestBody" in operation:
                # What takes no record refuses one by its form, before it looks at anything.
                takes_one = re.search(r"schemas/\w+(Document|OnBehalf)'", str(operation["requestBody"]))
                records = _documents(address, facts) if takes_one else []
                bodies = [{"version": 1, "reason": "because"}, *records]
            for body in bodies:
                content = b"" if body is None else json.dumps(body).encode()
                queries = [urlencode({"q": _word(address, facts), "limit": 5, "version": 1})]
                if any(each["in"] == "query" for each in operation.get("parameters", [])):
                    queries = ["", *queries]
                for query in queries if body is None else queries[-1:]:
                    world.call(
                        who, method, address, body=content, kind="application/json", route=route, query=query
                    )


def walk_changes(world: World, who: str) -> None:
    """The change feed from the beginning of the base world, page by page, and how far it was applied."""
    since, more = world.facts["cursor"], True
    while more:
        query = urlencode({"since": since, "limit": 7})
        _status, content = world.call(who, "GET", "/api/v1/changes", query=query)
        page = json.loads(content)
        since, more = page["cursor"], page["more"]
    body = json.dumps({"cursor": since}).encode()
    world.call(who, "POST", "/api/v1/changes/applied", body=body, kind="application/json")


def _documents(address: str, facts: Body) -> list[Body]:
    bodies = [each["body"] for each in facts["closed"] if f"/{each['database']}" in address]
    return [own_copy(body) for body in bodies[:2]]


def _word(address: str, facts: Body) -> str:
    bodies = [each["body"] for each in facts["closed"] if f"/{each['database']}" in address]
    return numbers_of((bodies or [facts["closed"][0]["body"]])[0])[0]


def main() -> None:
    """Walk everything; the last line names every route that was walked."""
    facts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    frozen(datetime.fromisoformat(facts["now"]) + timedelta(hours=1))
    path = Path(sys.argv[2])
    names = read_all_names(path.with_suffix(".names"))  # each world has its own: closed records are in it
    watch_the_store()
    with open(path, "w", encoding="utf-8") as sink, asked_of(names):
        world = World(facts, sink)
        for who, step in (("officer", 1), ("system", 5)):  # a system asks as an officer does; batches ask all
            walk_questions(world, who, step=3 * step)
            walk_screening(world, who, step=step)
        walk_public_notices(world)
        walk_commands(world)
        for who, step in (("desk", 7), ("guard", 35)):  # a guard asks as a desk does, and records nothing
            walk_forms(world, who, step=step)
        walk_changes(world, "officer")
        walk_api(world, "officer")
        for who, most in (("", 1), ("guard", 2), ("desk", 1000), ("head", 2)):
            walk_pages(world, who, most=most)
        json.dump({"routes": sorted(world.routes)}, sink)


if __name__ == "__main__":
    main()
