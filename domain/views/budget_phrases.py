"""Sentences about budgets and about what counts together, in every language: for customers, and for who reviews."""

from __future__ import annotations

from collections.abc import Mapping

BUDGET_PHRASES: Mapping[str, Mapping[str, str]] = {
    "budget.exceeded": {
        "en": "{at}: {remedy} goes beyond what is set aside for such things; a person decides about it.",
        "id": "{at}: {remedy} melebihi dana yang disisihkan untuk itu; seorang petugas yang memutuskannya.",
        "vi": "{at}: {remedy} vượt quá khoản dự trù cho việc này; một người phụ trách sẽ quyết định.",
    },
    "budget.above": {
        "en": "{at}: {remedy} is owed to you, so it is given although the budget for it is used up.",
        "id": "{at}: {remedy} adalah hak Anda, jadi tetap diberikan meskipun anggarannya telah habis.",
        "vi": "{at}: {remedy} là quyền của quý khách, nên vẫn được chi dù ngân sách đã hết.",
    },
    "splitting": {
        "en": "{at}: with what was granted on the same day, {remedy} comes to {together}; that takes more authority"
        " (the limit is {limit}).",
        "id": "{at}: bersama yang telah disetujui pada hari yang sama, {remedy} mencapai {together}; itu memerlukan"
        " wewenang lebih tinggi (batasnya {limit}).",
        "vi": "{at}: cộng với khoản đã duyệt trong cùng ngày, {remedy} lên tới {together}; mức này cần thẩm quyền cao"
        " hơn (giới hạn {limit}).",
    },
    "ground.drawn": {
        "en": "It was taken from: {budgets}.",
        "id": "Diambil dari: {budgets}.",
        "vi": "Được trích từ: {budgets}.",
    },
    "ground.above": {
        "en": "It goes above: {budgets}; it is owed.",
        "id": "Melampaui: {budgets}; ini wajib dibayar.",
        "vi": "Vượt quá: {budgets}; đây là khoản phải trả.",
    },
    "ground.short": {
        "en": "{at}: the budget “{budget}” did not reach when {who} was about to grant it: {stands} of {limit} taken.",
        "id": "{at}: anggaran “{budget}” tidak cukup saat {who} hendak menyetujuinya: {stands} dari {limit} terpakai.",
        "vi": "{at}: ngân sách “{budget}” không đủ khi {who} định duyệt: đã dùng {stands} trên {limit}.",
    },
    "ground.together": {
        "en": "{at}: with what {who} granted the same person that day it came to {together}, more than {limit}.",
        "id": "{at}: bersama yang disetujui {who} untuk orang yang sama hari itu, jumlahnya {together}, lebih dari"
        " {limit}.",
        "vi": "{at}: cộng với khoản {who} đã duyệt cho cùng một người trong ngày là {together}, hơn {limit}.",
    },
    "ground.by-itself": {"en": "the step", "id": "langkah itu", "vi": "bước này"},
}
