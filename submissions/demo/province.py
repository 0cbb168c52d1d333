"""The demonstration province: real agencies of 黑龙江省, invented contacts, invented people.

Names are those of the agencies themselves; codes of governments are the national division codes.
Contacts, accounts and every figure that is not marked as published are made for demonstration.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Final

from parsing.report import Address
from submissions.demo.figures import HARBIN_OFFICE_2022, HEILONGJIANG_2024, HUAIAN_2024, Figures
from submissions.demo.phrases import TOPICS
from submissions.demo.scaling import demonstration_series

YEARS: Final = range(2022, 2025)
PASSWORD: Final = "demo-Longjiang-2024"  # noqa: S105 — printed by load_demo, for the demonstration only
CONTACT: Final = "演示联系人"
ROOT: Final = "230000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency: its code, name, kind, the code above it, its size and what it writes about.

    ``size`` is its part of the base's applications, ``decisions`` of the base's decisions.
    """

    code: str
    name: str
    kind: str
    parent: str = ""
    size: float = 0.02
    decisions: float = 0.001
    topics: tuple[str, ...] = TOPICS
    aliases: tuple[str, ...] = ()
    title: str = ""
    position: int = 0

    @property
    def is_government(self) -> bool:
        return self.kind in ("province_government", "prefecture_government", "county_government")

    @property
    def phone(self) -> str:
        """An invented number no exchange gives out."""
        return f"000-0000{self.position:04d}（演示）"


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration user and what they are: (role, code of an agency)."""

    username: str
    full_name: str
    memberships: tuple[tuple[str, str], ...] = field(default=())


_CITIES: Final = (
    ("230100", "哈尔滨市", 0.9),
    ("230200", "齐齐哈尔市", 0.35),
    ("230300", "鸡西市", 0.12),
    ("230400", "鹤岗市", 0.08),
    ("230500", "双鸭山市", 0.1),
    ("230600", "大庆市", 0.3),
    ("230700", "伊春市", 0.07),
    ("230800", "佳木斯市", 0.18),
    ("230900", "七台河市", 0.06),
    ("231000", "牡丹江市", 0.22),
    ("231100", "黑河市", 0.09),
    ("231200", "绥化市", 0.2),
)
_DEPARTMENTS: Final = (
    ("发展和改革委员会", 0.02, 0.0002, ("重大项目审批", "价格和收费管理")),
    ("教育厅", 0.02, 0.0002, ("义务教育招生入学", "高校毕业生就业")),
    ("科学技术厅", 0.004, 0.0001, ("科技计划项目", "科技成果转化")),
    ("工业和信息化厅", 0.005, 0.0002, ("惠企政策", "中小企业服务")),
    ("公安厅", 0.03, 0.004, ("户籍和出入境办理", "道路交通安全")),
    ("民政厅", 0.01, 0.0001, ("社会救助", "养老服务")),
    ("财政厅", 0.012, 0.0001, ("财政预决算", "政府采购")),
    ("人力资源和社会保障厅", 0.03, 0.0004, ("就业创业", "社会保险")),
    ("自然资源厅", 0.04, 0.0006, ("征地信息", "不动产登记")),
    ("生态环境厅", 0.02, 0.0008, ("环境质量", "环评审批")),
    ("交通运输厅", 0.01, 0.0005, ("农村公路建设", "客货运输服务")),
    ("农业农村厅", 0.015, 0.0005, ("惠农补贴", "种业和耕地保护")),
    ("卫生健康委员会", 0.015, 0.0006, ("医疗服务价格", "传染病防控")),
    ("市场监督管理局", 0.05, 0.002, ("食品药品安全", "企业登记")),
    ("机关事务管理局", 0.002, 0.0, ("公共机构节能", "办公用房管理")),
)


def _entries() -> tuple[Entry, ...]:
    province = Entry(ROOT, "黑龙江省人民政府", "province_government", title="黑龙江省")
    entries = [province, _office(province, "办公厅", 0.7)]
    for number, (name, size, decisions, topics) in enumerate(_DEPARTMENTS, 1):
        full = f"黑龙江省{name}"
        entries.append(Entry(f"{ROOT}-{number:02d}", full, "department", ROOT, size, decisions, topics))
    for code, name, size in _CITIES:
        city = Entry(code, f"{name}人民政府", "prefecture_government", ROOT, size, size)
        entries.append(city)
        if size >= 0.2:
            entries.append(_office(city, "办公厅" if code == "230100" else "办公室", size / 2))
    entries.append(
        Entry(
            "232700", "大兴安岭地区行政公署", "prefecture_government", ROOT, 0.04, 0.04, aliases=("大兴安岭地区行署",)
        )
    )
    for code, name in (("230102", "道里区"), ("230103", "南岗区"), ("230183", "尚志市")):
        entries.append(Entry(code, f"{_prefix(code)}{name}人民政府", "county_government", "230100", 0.06, 0.05))
    entries.append(Entry("230100-01", "哈尔滨市教育局", "department", "230100", 0.01, 0.0001, ("义务教育招生入学",)))
    return tuple(_placed(entry, position) for position, entry in enumerate(entries, 1))


def _office(government: Entry, word: str, size: float) -> Entry:
    return Entry(f"{government.code}-00", government.name + word, "government_office", government.code, size, 0.0)


def _prefix(code: str) -> str:
    """Districts carry the city's name; a city at county level does not."""
    return "哈尔滨市" if code < "230180" else ""


def _placed(entry: Entry, position: int) -> Entry:
    return replace(entry, title=entry.title or entry.name, position=position)


ENTRIES: Final[dict[str, Entry]] = {entry.code: entry for entry in _entries()}

_DEPARTMENT_CODES: Final = tuple(e.code for e in ENTRIES.values() if e.kind == "department" and e.parent == ROOT)
_HARBIN_OFFICE: Final = "230100-00"
_INDUSTRY: Final = f"{ROOT}-04"
_CITY_CODES: Final = tuple(e.code for e in ENTRIES.values() if e.kind in {"prefecture_government", "government_office"})
_HARBIN_CODES: Final = tuple(e.code for e in ENTRIES.values() if e.parent == "230100" and e.kind != "government_office")

ACCOUNTS: Final = (
    Account("clerk", "省政府填报员（演示）", (("clerk", ROOT),)),
    Account("clerk.gxt", "工信厅填报员（演示）", (("clerk", _INDUSTRY),)),
    Account("clerk.many", "多部门填报员（演示）", tuple(("clerk", c) for c in _DEPARTMENT_CODES if c != _INDUSTRY)),
    Account("clerk.cities", "市（地）填报员（演示）", tuple(("clerk", code) for code in _CITY_CODES)),
    Account("clerk.harbin", "哈尔滨县区填报员（演示）", tuple(("clerk", code) for code in _HARBIN_CODES)),
    Account("reviewer", "全省审核人（演示）", (("reviewer", ROOT),)),
    Account("reviewer.harbin", "哈尔滨市审核人（演示）", (("reviewer", "230100"),)),
    Account("office", "省级管理员（演示）", (("office", ROOT),)),
)


def clerk_of(code: str) -> str:
    """The username of the demonstration clerk of an agency."""
    return next(a.username for a in ACCOUNTS if ("clerk", code) in a.memberships)


@cache
def figures_of(code: str, year: int) -> Figures:
    """Published figures where there are any, demonstration figures that join on to them elsewhere.

    An area has its own, for those that are not in the demonstration, and those of its members that are; the
    province, whose figures are published, holds all of them in every cell.
    """
    figures = _drawn(code)[year]
    members = [e.code for e in ENTRIES.values() if e.parent == code]
    if code == ROOT or not members:
        return figures
    parts = [figures.values, *(figures_of(member, year).values for member in members)]
    values = {a: sum((part.get(a) or Decimal() for part in parts), Decimal()) for a in figures.values}
    return replace(figures, values=values)


def _within(code: str) -> dict[int, dict[Address, Decimal]]:
    """An agency's part of the province's figures, by its size; all of them where its own are published."""
    whole = sum(entry.size for entry in ENTRIES.values() if entry.code != ROOT)
    share = Decimal(1) if code == _HARBIN_OFFICE else Decimal(f"{ENTRIES[code].size / whole:.6f}")
    return {y: {a: _part(a, v, share) for a, v in _drawn(ROOT)[y].values.items()} for y in YEARS}


def _part(address: Address, value: Decimal | None, share: Decimal) -> Decimal:
    """A share rounded down: whole things, and money to a hundredth of 万元."""
    return ((value or Decimal()) * share).quantize(Decimal("0.01" if address.column == "amount" else "1"), ROUND_FLOOR)


@cache
def _drawn(code: str) -> dict[int, Figures]:
    entry = ENTRIES[code]
    base, known = HUAIAN_2024, dict[int, Figures]()
    if code == ROOT:
        base, known = HEILONGJIANG_2024, {2024: HEILONGJIANG_2024}
    elif entry.kind == "government_office":
        base, known = HARBIN_OFFICE_2022, {2022: HARBIN_OFFICE_2022} if code == _HARBIN_OFFICE else {}
    series = demonstration_series(
        entry.title,
        YEARS,
        base,
        1 if known else entry.size,
        seed=7,
        decisions=None if known else entry.decisions,
        documents=0.5 if entry.kind == "department" else None,
        regulations=entry.kind in ("province_government", "prefecture_government") or bool(known),
        published=known,
        within=None if code == ROOT else _within(code),
    )
    if code == ROOT:
        series[YEARS[0]] = _with_room(series[YEARS[0]])
    return series


def _with_room(province: Figures) -> Figures:
    """The first year of the province with at least as many 规章 issued and repealed as are published of a member."""
    rows = {a: v for a, v in HARBIN_OFFICE_2022.values.items() if a.row == "regulations" and a.column != "in_force"}
    room = {a: max(v or Decimal(), province.values[a] or Decimal()) for a, v in rows.items()}
    return replace(province, values={**province.values, **room})
