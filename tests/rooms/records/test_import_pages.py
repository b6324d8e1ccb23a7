"""The pages of an import, step by step; what is somebody else's is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import NotFound
from comity.records.loading import uploaded
from comity.records.loading.imports import Import, State
from comity.records.loading.working import work_on_imports
from tests.actors import AMINA, BRUNO
from tests.rooms.records.pages import opened
from tests.rooms.records.uploads import table, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
GOOD, BAD = {"number": "12AB34567"}, {"number": "?!"}


def sent(content: str | bytes, name: str = "list.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return opened(
        AMINA, "import-file", TravelDocument.slug, data={"file": SimpleUploadedFile(name, data)}, post=True
    )


def text(response) -> str:
    content = response.streaming_content if response.streaming else [response.content]
    return b"".join(content).decode()


def work() -> Import:
    work_on_imports(lambda _upload: AMINA)
    return Import.objects.latest("created_at")


def test_from_the_file_to_the_undo():
    assert sent(table(TravelDocument, GOOD, BAD)).status_code == 302
    upload = Import.objects.get()
    assert opened(AMINA, "import", upload.id).url.endswith("/columns/")
    form = text(opened(AMINA, "import-columns", upload.id))
    assert 'value="number" selected' in form

    data = {f"column-{place}": field for place, field in enumerate(upload.mapping)}
    assert opened(AMINA, "import-columns", upload.id, data=data, post=True).status_code == 302
    assert "hx-get" in text(opened(AMINA, "import", upload.id))

    assert work().step is State.CHECKED
    page = text(opened(AMINA, "import", upload.id))
    assert "Nothing is recorded yet" in page
    assert "Record the good rows" in page
    assert 'class="error"' in page

    opened(AMINA, "import-start", upload.id, post=True)
    assert work().step is State.DONE
    report = opened(AMINA, "import-report", upload.id)
    assert text(report).splitlines()[1].startswith("3,number,")
    assert opened(AMINA, "import-undo", upload.id, data={"reason": ""}, post=True).status_code == 422
    opened(AMINA, "import-undo", upload.id, data={"reason": "wrong file", "seen": "1"}, post=True)
    assert work().step is State.UNDONE
    assert "What undoing did" in text(opened(AMINA, "import", upload.id))
    assert not TravelDocument.objects.exists()
    assert opened(AMINA, "import-drop", upload.id, post=True).status_code == 302
    assert not Import.objects.exists()


def test_a_file_that_is_no_table_stays_on_its_page_with_a_sentence():
    for content, words in (
        (b"", "This file is empty."),
        (workbook(""), "The first sheet of this workbook is empty."),
    ):
        response = sent(content, "list.xlsx")
        assert response.status_code == 422
        assert words in text(response)
    assert opened(AMINA, "import-file", TravelDocument.slug, data={}, post=True).status_code == 422


def test_two_columns_of_one_field_are_told_beside_the_column():
    sent("a;b\n1;2\n")
    upload = Import.objects.get()
    data = {"column-0": "number", "column-1": "number"}
    response = opened(AMINA, "import-columns", upload.id, data=data, post=True)
    assert response.status_code == 422
    assert "Another column is this field already." in text(response)
    assert opened(AMINA, "import-columns", upload.id, data={"column-0": "x"}, post=True).status_code == 422


def test_a_check_that_stopped_says_why(monkeypatch):
    monkeypatch.setattr(uploaded, "MOST_ROWS", 3)
    sent("number\n" + "1\n" * 4)
    upload = Import.objects.get()
    opened(AMINA, "import-columns", upload.id, data={"column-0": "number"}, post=True)
    assert work().step is State.STOPPED
    assert "at most 3 rows" in text(opened(AMINA, "import", upload.id))


def test_another_officers_file_is_not_there():
    sent(table(TravelDocument, GOOD))
    upload = Import.objects.get()
    for name in ("import", "import-columns", "import-undo", "import-report"):
        with pytest.raises(NotFound):
            opened(BRUNO, name, upload.id)
    for name in ("import-start", "import-drop"):
        with pytest.raises(NotFound):
            opened(BRUNO, name, upload.id, post=True)
