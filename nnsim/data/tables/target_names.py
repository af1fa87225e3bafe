"""What columns are called that people predict, in small letters without signs between the words."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURE = _words(
    "target targets label labels outcome outcomes response groundtruth y ziel zielgröße zielgroesse etiqueta "
    "etichetta étiquette objetivo obiettivo метка цель 标签 目标 標籤 目標 标记 ラベル 라벨"
)
MEANT = _words(
    "survived churn churned attrition exited diagnosis dx defaulted readmitted sentiment spam isspam fraud isfraud "
    "iscanceled iscancelled issarcastic loanstatus tenyearchd raintomorrow bookingstatus defaultpaymentnextmonth ftr matchresult "
    "arrest arrestmade winner"
)
"""What is known only afterwards."""
CLASSES = _words("class classes classlabel klasse klassen clase classe класс 类别 类 分类 類別 クラス")
ILLS = _words("default heartdisease stroke cardio diabetes outcome")
"""What is asked of patients and debtors, unless the last column asks of something else."""
KINDS = _words("species variety activity emotion gesture cuisine")
STATES = _words("status result")
"""Of what is so or not, in numbers."""
GRADES = _words("stars rating ratings score overall reviewscore reviewrating bewertung sterne note")
"""What somebody gave who wrote why, in numbers."""
AMOUNTS = _words(
    "price sales weeklysales umsatz profit revenue saleprice sellingprice medianhousevalue medv preis prix precio prezzo цена 价格 價格"
)
MEASURES = _words("mpg mag magnitude pm25 aqi")
"""Of these, too, where no such amount is told."""
VALUES = _words("value obsvalue datavalue observation wert messwert valor valeur valore")
"""What statistics are called that stand in one column, with what they are of beside them."""
TOPICS = _words("category categories topic subject section genre intent")
"""Of what was written."""
ASKED_FOR = re.compile(
    r".*(?:price|preis|salary|gehalt)(?:usd|inusd|eur|ineur|inr)?|tips?|(?:tip|fare|total|trip)amount|charges|"
    r"rent|miete|kaltmiete|warmmiete|loyer|(?:arr|arrival|dep|departure)?delay(?:min|minutes)?|"
    r"(?:average|avg|mean)?ratings?|(?:.*(?:bike|rental|rented|passenger|trip|ride|vehicle|visitor))?count|cnt|demand"
)
"""Of amounts, too, but as often known as asked for."""
TRADED = _words("open high low")
"""Beside the price at the end, of what is traded at an exchange."""
CLOSES = _words("close closelast closeprice closingprice price last settle")
