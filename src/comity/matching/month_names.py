"""Names of months as people write them, folded: no case, no marks, letters alone. Each line is one month."""

import unicodedata
from enum import Enum


class Calendar(Enum):
    """In which a date is written."""

    GREGORIAN = "gregorian"
    ISLAMIC = "islamic"
    PERSIAN = "persian"


_ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ـ": None})
_GREGORIAN = """
january jan janvier enero ene يناير كانون_الثاني
february feb fevrier fev febrero فبراير شباط
march mar mars marzo مارس اذار
april apr avril avr abril abr ابريل نيسان
may mai mayo مايو ايار
june jun juin junio يونيو حزيران
july jul juillet julio يوليو تموز
august aug aout agosto ago اغسطس اب
september sep sept septembre septiembre سبتمبر ايلول
october oct octobre octubre اكتوبر تشرين_الاول
november nov novembre noviembre نوفمبر تشرين_الثاني
december dec decembre diciembre dic ديسمبر كانون_الاول
"""
_ISLAMIC = """
muharram moharram mouharram al_muharram محرم المحرم
safar صفر
rabi_al_awwal rabi_i rabi_ul_awwal rabi_alawal rabi_al_awal ربيع_الاول
rabi_al_thani rabi_ii rabi_al_akhir rabi_ul_akhir rabi_us_sani rabi_ath_thani ربيع_الثاني ربيع_الاخر
jumada_al_ula jumada_i jumada_al_awwal jumada_l_ula jamadi_ul_awwal جمادي_الاولي جمادي_الاول
jumada_al_thani jumada_ii jumada_al_akhira jumada_al_akhirah jamadi_us_sani جمادي_الاخره جمادي_الثانيه جمادي_الثاني
rajab رجب
shaban shabaan chaaban شعبان
ramadan ramadhan ramazan ramzan رمضان
shawwal shawal chawwal شوال
dhu_al_qadah dhu_al_qidah dhul_qadah dhul_qada zul_qada zil_qada dhu_l_qada ذو_القعده ذي_القعده
dhu_al_hijjah dhu_al_hijja dhul_hijjah dhul_hijja zul_hijja zil_hajj dhu_l_hijja ذو_الحجه ذي_الحجه
"""
_PERSIAN = """
farvardin فروردين hamal حمل
ordibehesht ارديبهشت sawr saur thawr ثور
khordad خرداد jawza jauza جوزا
tir تير saratan سرطان
mordad amordad مرداد asad اسد
shahrivar شهريور sunbula sonbola سنبله
mehr مهر mizan ميزان
aban ابان aqrab عقرب
azar اذر qaws qaus قوس
dey dei dai دي jadi jadee جدي
bahman بهمن dalw dalwa دلو
esfand isfand اسفند hut hoot حوت
"""


def folded_letters(text: str) -> str:
    """The letters alone, plain and lower."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if letter.isalpha()).translate(_ALIKE)


def _table() -> dict[str, tuple[Calendar, int]]:
    found: dict[str, tuple[Calendar, int]] = {}
    for calendar, names in (
        (Calendar.PERSIAN, _PERSIAN),
        (Calendar.ISLAMIC, _ISLAMIC),
        (Calendar.GREGORIAN, _GREGORIAN),
    ):
        for number, line in enumerate(names.strip().splitlines(), 1):
            for name in line.split():
                found[folded_letters(name)] = calendar, number
    return found


MONTH_NAMES = _table()
