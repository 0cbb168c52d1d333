"""What kind of agency a name belongs to, by the words names end with.

A name that leaves it open has no kind: a rule that asks for one is then silent.
"""

from __future__ import annotations

import re
from enum import StrEnum

from parsing.prefectures import MUNICIPALITIES, PREFECTURE_CITIES


class AgencyKind(StrEnum):
    PROVINCE = "province_government"
    PREFECTURE = "prefecture_government"
    COUNTY = "county_government"
    TOWNSHIP = "township"
    OFFICE = "government_office"
    DEPARTMENT = "department"


GOVERNMENTS = frozenset({AgencyKind.PROVINCE, AgencyKind.PREFECTURE, AgencyKind.COUNTY})
"""县级以上人民政府: their reports speak for the whole area."""

_OFFICE = re.compile(r"(?:(?:人民)?政府|(?<=[省市州县区旗])府)(?:办公厅|办公室|办)$")
_GOVERNMENT = re.compile(r"(?:人民)?政府$|行政公署$|行署$")
_TOWNSHIP = re.compile(r"(?:街道(?:办事处|办)?|[镇乡]|苏木)$")
_PROVINCE = re.compile(r"[\u4e00-\u9fff](?:省|自治区)$")
_PREFECTURE = re.compile(r"[\u4e00-\u9fff]{2}(?:自治州|州|盟|地区)$")
_COUNTY = re.compile(r"[\u4e00-\u9fff](?:县|旗|区)$")
_ZONE = re.compile(r"(?:开发|高新|工业|度假|保税|合作|示范|试验|产业|经济|功能|风景|集聚|管理|园|景|港|校|社|地)区$")
_CITY = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8})市$")
_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff](?:厅|局|委|委员会|办|办公室|处|署|院|中心|总队|支队|大队|海关|银行|大学|学院)$"
)


def kind_of(name: str) -> AgencyKind | None:
    """The kind of the agency, or None where the name does not say. A bare area is its government."""
    name = re.sub(r"[（(][^（）()]*[）)]$", "", re.sub(r"\s+", "", name))
    office = _OFFICE.search(name)
    if office:
        area = _area(name[: office.start()])
        return AgencyKind.OFFICE if area in GOVERNMENTS or area is None else None
    government = _GOVERNMENT.search(name)
    if government:
        return _area(name[: government.start()])
    if "管理委员会" in name or "管委会" in name:
        return None
    return _area(name) or (AgencyKind.DEPARTMENT if _DEPARTMENT.search(name) else None)


def area_of(name: str) -> str:
    """The name without the words 人民政府, 办公厅 and 办公室, as the two of one area share it; "" for others."""
    bare = re.sub(r"\s+", "", name)
    found = _OFFICE.search(bare) or _GOVERNMENT.search(bare)
    if found:
        return bare[: found.start()]
    return bare if _area(bare) else ""


def is_government(name: str) -> bool:
    """Whether it is the government of a county or higher, also where its rank is not clear from the name."""
    bare = re.sub(r"\s+", "", name)
    return kind_of(bare) in GOVERNMENTS or bare.endswith(("市人民政府", "市政府"))


def _area(area: str) -> AgencyKind | None:
    """The rank of an area by the last word of its name."""
    if _TOWNSHIP.search(area):
        return AgencyKind.TOWNSHIP
    if _PROVINCE.search(area):
        return AgencyKind.PROVINCE
    city = _CITY.search(area)
    if city:
        return _city(area)
    if _PREFECTURE.search(area):
        return AgencyKind.PREFECTURE
    if _COUNTY.search(area) and not _ZONE.search(area):
        return AgencyKind.COUNTY
    return None


def _city(area: str) -> AgencyKind | None:
    name = re.sub(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区)", "", area).removesuffix("市")
    if name in MUNICIPALITIES:
        return AgencyKind.PROVINCE
    if name in PREFECTURE_CITIES:
        return AgencyKind.PREFECTURE
    higher, _, own = name.rpartition("市")
    if not own:
        higher, _, own = name.rpartition("州")
    return AgencyKind.COUNTY if higher and own and len(own) > 1 else None
