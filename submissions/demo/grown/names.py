"""What a grown province is made of: its areas, its counties and the departments every level has.

Names and codes of the areas and counties are the national ones of 黑龙江省. Towns are invented: real ones
number some 1,300 and add nothing to a demonstration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AREAS: Final[dict[str, tuple[str, str]]] = {
    "230100": (
        "哈尔滨市",
        "02道里区 03南岗区 04道外区 08平房区 09松北区 10香坊区 11呼兰区 12阿城区 13双城区 23依兰县 24方正县 25宾县 "
        "26巴彦县 27木兰县 28通河县 29延寿县 83尚志市 84五常市",
    ),
    "230200": (
        "齐齐哈尔市",
        "02龙沙区 03建华区 04铁锋区 05昂昂溪区 06富拉尔基区 07碾子山区 08梅里斯达斡尔族区 21龙江县 23依安县 24泰来县 "
        "25甘南县 27富裕县 29克山县 30克东县 31拜泉县 81讷河市",
    ),
    "230300": ("鸡西市", "02鸡冠区 03恒山区 04滴道区 05梨树区 06城子河区 07麻山区 21鸡东县 81虎林市 82密山市"),
    "230400": ("鹤岗市", "02向阳区 03工农区 04南山区 05兴安区 06东山区 07兴山区 21萝北县 22绥滨县"),
    "230500": ("双鸭山市", "02尖山区 03岭东区 05四方台区 06宝山区 21集贤县 22友谊县 23宝清县 24饶河县"),
    "230600": (
        "大庆市",
        "02萨尔图区 03龙凤区 04让胡路区 05红岗区 06大同区 21肇州县 22肇源县 23林甸县 24杜尔伯特蒙古族自治县",
    ),
    "230700": (
        "伊春市",
        "17伊美区 18乌翠区 19友好区 22嘉荫县 23汤旺县 24丰林县 25大箐山县 26南岔县 51金林区 81铁力市",
    ),
    "230800": (
        "佳木斯市",
        "03向阳区 04前进区 05东风区 11郊区 22桦南县 26桦川县 28汤原县 81同江市 82富锦市 83抚远市",
    ),
    "230900": ("七台河市", "02新兴区 03桃山区 04茄子河区 21勃利县"),
    "231000": (
        "牡丹江市",
        "02东安区 03阳明区 04爱民区 05西安区 25林口县 81绥芬河市 83海林市 84宁安市 85穆棱市 86东宁市",
    ),
    "231100": ("黑河市", "02爱辉区 23逊克县 24孙吴县 81北安市 82五大连池市 83嫩江市"),
    "231200": (
        "绥化市",
        "02北林区 21望奎县 22兰西县 23青冈县 24庆安县 25明水县 26绥棱县 81安达市 82肇东市 83海伦市",
    ),
    "232700": ("大兴安岭地区", "01漠河市 21呼玛县 22塔河县"),
}
"""Name of the area by code, and its counties as the last two digits of their code and their name."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """A department as it stands at every level, and its weight in the cells of the form.

    ``province`` and ``local`` are how its name ends there. ``requests`` are applications, ``licensing``,
    ``penalties``, ``coercion`` and ``fees`` the rows of table 二 of that name, ``documents`` 规范性文件.
    """

    stem: str
    province: str
    local: str
    requests: float
    licensing: float = 0
    penalties: float = 0
    coercion: float = 0
    fees: float = 0
    documents: float = 0.6


def _bureau(line: str) -> Bureau:
    stem, province, local, *weights = line.split()
    return Bureau(stem, province, local, *map(float, weights))


_LINES: Final = """
自然资源 厅 局 9 9 1 0.1 6 1
公安 厅 局 4 14 60 70 5 0.6
市场监督管理 局 局 6 30 12 9 1 0.8
教育 厅 局 3 2 0.1 0 4 1
税务 局 局 1 20 6 1 0 0.3
气象 局 局 0.1 0.2 0.05 0 0 0.05
住房和城乡建设 厅 局 8 4 1 0.2 3 1.2
人力资源和社会保障 厅 局 5 2 0.3 0 1 1
生态环境 厅 局 4 1 1.5 1 0.3 0.6
交通运输 厅 局 2 6 4 3 1 0.7
卫生健康 委员会 局 3 4 2 0.2 1 0.8
农业农村 厅 局 3 2 1 0.3 0.2 1
民政 厅 局 2 0.8 0.1 0 0.1 0.9
财政 厅 局 2 0.2 0.05 0 0.2 1.2
司法 厅 局 1.5 0.6 0.05 0 0.1 0.8
应急管理 厅 局 1 0.6 1 1 0 0.7
城市管理综合行政执法 局 局 3 3 6 8 0.4 0.5
发展和改革 委员会 局 2 1.2 0.02 0 0.1 1.3
水务 厅 局 1.2 0.8 0.3 0.2 1.5 0.5
医疗保障 局 局 1 0.1 0.3 0 0 0.7
工业和信息化 厅 局 0.6 0.1 0.02 0 0 0.6
科学技术 厅 局 0.3 0.1 0 0 0 0.6
文化和旅游 厅 局 0.8 1.5 0.4 0.1 0 0.4
商务 厅 局 0.5 0.8 0.1 0 0 0.5
林业和草原 局 局 1.2 1.5 0.5 0.2 0.3 0.3
退役军人事务 厅 局 0.5 0 0 0 0 0.3
审计 厅 局 0.3 0 0.02 0 0 0.2
统计 局 局 0.3 0 0.1 0 0 0.1
信访 局 局 1 0 0 0 0 0.1
营商环境建设监督 局 局 0.6 0.4 0 0 0 0.5
粮食和物资储备 局 局 0.2 0.1 0.1 0 0 0.2
机关事务管理 局 局 0.2 0 0 0 0 0.2
民族宗教事务 委员会 局 0.2 0.1 0 0 0 0.1
乡村振兴 局 局 0.5 0 0 0 0 0.4
体育 局 局 0.1 0.2 0 0 0 0.1
广播电视 局 局 0.1 0.2 0.05 0 0 0.1
国有资产监督管理 委员会 局 0.5 0 0 0 0 0.3
地方金融管理 局 局 0.2 0.05 0 0 0 0.2
人民防空 办公室 办公室 0.4 0.3 0.1 0 2 0.2
住房公积金管理 中心 中心 0.4 0 0.02 0 0 0.3
烟草专卖 局 局 0.2 3 1.5 0.1 0 0.05
消防救援 总队 大队 0.3 2 3 2 0 0.1
不动产登记 中心 中心 1 20 0 0 6 0.1
社会保险事业 中心 中心 0.8 1 0 0 0 0.2
就业服务 中心 中心 0.3 0.5 0 0 0 0.1
疾病预防控制 中心 中心 0.1 0.2 0.2 0 0.2 0.05
行政审批 局 局 0.6 20 0 0 0.1 0.3
数据 局 局 0.2 0 0 0 0 0.2
投资促进 局 局 0.1 0 0 0 0 0.2
档案 局 局 0.2 0.05 0.01 0 0 0.1
供销合作 中心 中心 0.1 0 0 0 0 0.1
畜牧兽医 局 局 0.4 1 0.5 0.1 0.1 0.3
水产事业发展 中心 中心 0.1 0.2 0.05 0 0 0.05
公路事业发展 中心 中心 0.3 0.5 0.2 0.1 0 0.1
外事 办公室 办公室 0.1 0.1 0 0 0 0.05
邮政管理 局 局 0.1 0.1 0.05 0 0 0.05
知识产权 局 局 0.1 0.1 0.02 0 0 0.1
药品监督管理 局 局 0.2 1 0.3 0.1 0.1 0.1
地震 局 局 0.05 0.02 0 0 0 0.02
园林事务 中心 中心 0.2 0.2 0.05 0 0 0.05
"""
VERTICAL: Final = frozenset({"税务", "气象"})
"""Bureaus led from above, each called as its vertical system is."""
BUREAUS: Final = tuple(_bureau(line) for line in _LINES.strip().splitlines())

TOWN_FIRST: Final = "永兴太长新东双福平安丰清"
TOWN_LAST: Final = "安胜发和宁源山河林岗"
TOWN_ENDINGS: Final = ("镇人民政府", "乡人民政府", "街道办事处")


def town(number: int) -> str:
    """The name of a county's town, another for every number below 120."""
    first, last = divmod(number * 7 % 120, len(TOWN_LAST))
    return TOWN_FIRST[first] + TOWN_LAST[last] + TOWN_ENDINGS[number % len(TOWN_ENDINGS)]
