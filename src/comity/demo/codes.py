"""What a code device would show now. Only the demonstration may ask: here the device is ours."""

from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from comity.access.models import Officer
from comity.demo.actions import device_of
from comity.kit.errors import NotFound


def code_of(sign_in_name: str, now: datetime) -> str:
    """The six digits of this account at that moment (RFC 6238). Raises: NotFound without a code device."""
    officer = Officer.objects.filter(sign_in_name=sign_in_name).first()
    device = device_of(officer) if officer else None
    if device is None:
        raise NotFound
    counter = int(now.timestamp()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(decrypt(device.data["secret"]), counter)))
