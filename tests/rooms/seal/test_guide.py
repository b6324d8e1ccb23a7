"""The guide's blocks run, one after the other, as a reader would type them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs/guide/sealing.md"


def test_the_guide_says_what_works():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert len(blocks) == 5
    assert names["opened"].header.sender == "FRA"
