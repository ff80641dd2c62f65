"""Who works with the organisation."""

from enum import StrEnum


class PartnerKind(StrEnum):
    """What a partner is."""

    SPONSOR = "sponsor"
    VENUE = "venue"
    SCHOOL = "school"
    MEDIA = "media"
    BRAND = "brand"
    COMMUNITY = "community"
    SUPPLIER = "supplier"
    OTHER = "other"
