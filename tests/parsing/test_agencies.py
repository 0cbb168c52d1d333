"""What kind of agency a name belongs to."""

from __future__ import annotations

import pytest

from parsing.agencies import AgencyKind, is_government, kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("黑龙江省", AgencyKind.PROVINCE),
        ("内蒙古自治区人民政府", AgencyKind.PROVINCE),
        ("上海市人民政府", AgencyKind.PROVINCE),
        ("淮安市人民政府", AgencyKind.PREFECTURE),
        ("宿迁市", AgencyKind.PREFECTURE),
        ("延边朝鲜族自治州人民政府", AgencyKind.PREFECTURE),
        ("大兴安岭地区行署", AgencyKind.PREFECTURE),
        ("淮安市洪泽区人民政府", AgencyKind.COUNTY),
        ("鞍山市海城市人民政府", AgencyKind.COUNTY),
        ("上海市浦东新区人民政府", AgencyKind.COUNTY),
        ("阿荣旗", AgencyKind.COUNTY),
        ("泗洪县界集镇人民政府", AgencyKind.TOWNSHIP),
        ("古城街道办事处", AgencyKind.TOWNSHIP),
        ("上海市人民政府办公厅", AgencyKind.OFFICE),
        ("哈尔滨市政府办公厅", AgencyKind.OFFICE),
        ("淮安市洪泽区人民政府办公室", AgencyKind.OFFICE),
        ("黑龙江省工业和信息化厅", AgencyKind.DEPARTMENT),
        ("某市财政局（国资局）", AgencyKind.DEPARTMENT),
        ("外事办公室", AgencyKind.DEPARTMENT),
    ],
)
def test_a_name_tells_its_kind(name: str, kind: AgencyKind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize("name", ["海城市人民政府", "昆山市", "苏州工业园区管理委员会", "某镇人民政府办公室", ""])
def test_a_name_that_leaves_it_open_has_no_kind(name: str) -> None:
    assert kind_of(name) is None


def test_the_government_of_a_city_of_open_rank_is_a_government() -> None:
    assert is_government("海城市人民政府")
    assert is_government("淮安市")
    assert not is_government("淮安市人民政府办公室")
    assert not is_government("界集镇人民政府")
