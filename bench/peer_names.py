"""Scores of nomenklatura's logic-v2 for pairs of names: JSON in, JSON out. Runs in the peers' environment,
imports nothing of ours.

In: [[left, right], ...]. Out: {"scores": [...], "seconds": of processor time without the start}.
"""

import json
import sys
import time
import uuid

from followthemoney import ValueEntity
from nomenklatura.matching import get_algorithm


def entity(name: str) -> "ValueEntity":
    """A person of this name. A new id each time: the peer remembers results by id."""
    properties = {"name": [name]}
    return ValueEntity.from_dict(
        {
            "id": uuid.uuid4().hex,
            "schema": "Person",
            "properties": properties,
            "datasets": ["bench"],
            "caption": name,
        }
    )


def main() -> None:
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    pairs = json.load(sys.stdin)
    algorithm.compare(entity("Anna Smith"), entity("Anna Smith"), config)  # loads its data
    began = time.process_time()
    scores = [algorithm.compare(entity(left), entity(right), config).score for left, right in pairs]
    json.dump({"scores": scores, "seconds": time.process_time() - began}, sys.stdout)


if __name__ == "__main__":
    main()
