"""Texts of the time before Unicode, read in the encoding they were saved in."""

from __future__ import annotations

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.encoding import codec_of

CHINESE = "姓名,城市,职业,收入,类别\n" + "".join(
    f"{name},{city},{work},{1000 + 37 * k},{('是', '否')[k % 2]}\n"
    for k, (name, city, work) in enumerate(
        [
            ("王小明", "北京", "教师"),
            ("李华", "上海", "医生"),
            ("张伟", "广州", "工程师"),
            ("刘洋", "深圳", "学生"),
        ]
        * 8
    )
)
TRADITIONAL = CHINESE.translate(str.maketrans("职业类别师张伟刘洋学医广圳华", "職業類別師張偉劉洋學醫廣圳華"))
JAPANESE = "名前,都市,結果\n" + "".join(
    f"{name},{city},{('はい', 'いいえ')[k % 2]}\n"
    for k, (name, city) in enumerate(
        [("たなか", "東京"), ("サトウ", "大阪"), ("山田", "京都"), ("すずき", "札幌")] * 8
    )
)
KOREAN = "이름,도시,결과\n" + "".join(
    f"{name},{city},{('예', '아니오')[k % 2]}\n"
    for k, (name, city) in enumerate(
        [("김철수", "서울"), ("이영희", "부산"), ("박민수", "대구"), ("최지우", "인천")] * 8
    )
)
RUSSIAN = "возраст;город;дефолт\n" + "".join(
    f"{20 + k};{('Москва', 'Санкт-Петербург', 'Казань')[k % 3]};{('да', 'нет')[k % 2]}\n" for k in range(32)
)
GERMAN = "Größe;Straße;Müll\n" + "".join(
    f"{k};Schloßallee {k};{('schön', 'übel')[k % 2]}\n" for k in range(32)
)
FRENCH = "prénom;ville;marié\n" + "".join(
    f"René {k};Orléans;{('créée', 'à côté')[k % 2]}\n" for k in range(32)
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("sex,y\n" + "男,1\n女,0\n" * 9, "gb18030"),
        ("name,y\n" + "é,1\nü,0\n" * 9, "cp1252"),
    ],
)
def test_the_encoding_is_told_by_usual_signs(tmp_path, text, codec) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(codec))
    assert codec_of(file, "auto") == codec
    assert CsvFile(path=str(file)).layout().names == tuple(text.split("\n")[0].replace(";", ",").split(","))
    file.write_bytes(text.encode())
    assert codec_of(file, "auto") == "utf-8-sig"


def test_what_is_clear_to_nobody_is_asked_for(tmp_path) -> None:
    file = tmp_path / "t.csv"
    for data in (RUSSIAN.encode("koi8_r"), bytes(range(128, 256)) * 40):
        file.write_bytes(b"a,b\n" + data)
        with pytest.raises(NnsimError, match="Choose the encoding it was saved in"):
            codec_of(file, "auto")
