"""Invented notices as they are printed, one in each language."""

from dataclasses import replace
from datetime import date, datetime, timezone
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from comity.notices.printing.printed import Name, Photograph, Printed, Row, Section

AT = datetime(2026, 5, 3, 14, 2, 30, tzinfo=timezone.utc)
KEY = bytes(range(32))
CHECK_URL = "https://node.example/notices/check/"


def portrait(shade: int = 120) -> bytes:
    """A picture of nobody: a head and shoulders in grey."""
    image = Image.new("RGB", (480, 600), (205, 210, 216))
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 380, 420, 900), fill=(shade - 60, shade - 50, shade - 30))
    draw.ellipse((140, 110, 340, 370), fill=(shade + 60, shade + 30, shade))
    written = BytesIO()
    image.save(written, "WEBP")
    return written.getvalue()


ENGLISH = Printed(
    id=UUID("01890000-0000-7000-8000-000000000001"),
    number="R-2026/000417",
    version=2,
    language="en",
    kind="Wanted for prosecution",
    colour="#b3261e",
    colour_name="Red notice",
    body="Regional Police Cooperation Centre",
    asked_by="Bureau France (FRA)",
    issued=date(2026, 5, 1),
    valid_until=date(2031, 5, 1),
    law="Model rule 83 (after RPD Art. 83; model rules, not in force anywhere until adopted; known, not re-read)",
    measure="Locate and arrest with a view to extradition, if your law allows it. Ask the issuing bureau first.",
    dangers=("Armed", "Known to escape from custody"),
    names=(
        Name("Family name", "Almasri"),
        Name("Given names", "Tarek Yusuf", "طارق يوسف المصري"),
        Name("Also known as", "Taras Petrenko", "Тарас Петренко"),
    ),
    photographs=(Photograph(portrait(), "Photograph of 2024, from a driving licence"),),
    sections=(
        Section(
            "Person",
            [
                Row("Sex", ["male"]),
                Row("Date of birth", ["17 Mar 1984"]),
                Row("Place of birth", ["Tripoli (Lebanon)"]),
                Row("Nationalities", ["Lebanon", "Ukraine"]),
                Row("Travel documents", ["LBN passport RL1234567", "UKR passport FE765432"], is_code=True),
                Row("Description", ["182 cm, brown eyes, scar above the left eyebrow"]),
            ],
        ),
        Section(
            "Facts",
            text="On 4 February 2026, between 21:00 and 21:40, in Marseille, rue des Invented 12, the person named "
            "above and two others took 1.2 million euros from a cash transport with drawn weapons and wounded a guard."
            "\nThe vehicle was found on 6 February in Aubagne.",
        ),
        Section(
            "Judicial data",
            [
                Row("Charge", ["Armed robbery in an organised group"]),
                Row("Law", ["Penal code, Articles 311-8 and 311-9"]),
                Row("Highest penalty", ["life imprisonment"]),
                Row("Warrant", ["2026/JI/118 of 20 Feb 2026, investigating judge, Marseille"]),
            ],
        ),
    ),
)

ARABIC = replace(
    ENGLISH,
    language="ar",
    kind="مطلوب للمحاكمة",
    colour_name="نشرة حمراء",
    body="المركز الإقليمي للتعاون الشرطي",
    asked_by="مكتب فرنسا (FRA)",
    law="القاعدة النموذجية 83 (على غرار المادة 83 من RPD؛ غير نافذة إلى أن تُعتمد)",
    measure="تحديد المكان والتوقيف بغرض التسليم، إذا سمح قانونكم بذلك. اسألوا المكتب المُصدِر أولاً.",
    dangers=("مسلَّح", "سبق له الفرار من الحجز"),
    names=(
        Name("اسم العائلة", "المصري", "Almasri"),
        Name("الأسماء", "طارق يوسف", "Tarek Yusuf"),
        Name("معروف أيضاً باسم", "Taras Petrenko", "Тарас Петренко"),
    ),
    photographs=(Photograph(portrait(), "صورة من عام 2024، من رخصة قيادة"),),
    sections=(
        Section(
            "الشخص",
            [
                Row("الجنس", ["ذكر"]),
                Row("تاريخ الميلاد", ["17 مارس 1984"]),
                Row("مكان الميلاد", ["طرابلس (لبنان)"]),
                Row("الجنسيات", ["لبنان", "أوكرانيا"]),
                Row("وثائق السفر", ["LBN RL1234567", "UKR FE765432"], is_code=True),
                Row("الأوصاف", ["182 سم، عينان بنيتان، ندبة فوق الحاجب الأيسر"]),
            ],
        ),
        Section(
            "الوقائع",
            text="في 4 فبراير 2026، بين الساعة 21:00 و21:40، في مرسيليا (rue des Invented 12)، استولى الشخص "
            "المذكور أعلاه مع "
            "شخصين آخرين على 1.2 مليون يورو من سيارة لنقل الأموال تحت تهديد السلاح وأصابوا حارساً بجروح.",
        ),
        Section(
            "البيانات القضائية",
            [
                Row("التهمة", ["سطو مسلح ضمن جماعة منظمة"]),
                Row("القانون", ["Code pénal, art. 311-8, 311-9"]),
                Row("العقوبة القصوى", ["السجن المؤبد"]),
                Row("أمر القبض", ["2026/JI/118"], is_code=True),
            ],
        ),
    ),
)

FRENCH = replace(
    ENGLISH,
    language="fr",
    kind="Recherché pour être jugé",
    colour_name="Notice rouge",
    body="Centre régional de coopération policière",
    dangers=("Armé", "Connu pour s’être évadé"),
    measure="Localiser et arrêter en vue d’extradition, si votre droit le permet. Interroger d’abord l’émetteur.",
)
SPANISH = replace(
    ENGLISH,
    language="es",
    kind="Buscado para ser juzgado",
    colour_name="Notificación roja",
    body="Centro regional de cooperación policial",
    dangers=("Armado", "Se ha fugado otras veces"),
    measure="Localizar y detener con miras a la extradición, si su ley lo permite. Consulte antes al emisor.",
)
ALL = {each.language: each for each in (ARABIC, ENGLISH, SPANISH, FRENCH)}


def printed(**more: Any) -> Printed:
    """The English one, with other values."""
    return replace(ENGLISH, **more)
