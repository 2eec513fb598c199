"""The sentences in which staff are told of signs of abuse, and the one in which a customer is told of a denial."""

from __future__ import annotations

from collections.abc import Mapping

SIGN_PHRASES: Mapping[str, Mapping[str, str]] = {
    "remedy.looked-at": {
        "en": "{at}: a person looked at it again; it goes beyond what we give here: {remedy}.",
        "id": "{at}: seseorang telah memeriksanya kembali; ini melampaui apa yang kami berikan di sini: {remedy}.",
        "vi": "{at}: đã có người xem lại; khoản này vượt quá những gì chúng tôi cấp ở đây: {remedy}.",
    },
    "sign.cases": {
        "en": "{words}: {all} cases in {days} days, more than {limit} ({others} beside this one; document {document}).",
        "id": "{words}: {all} kasus dalam {days} hari, lebih dari {limit} ({others} selain ini; dokumen {document}).",
        "vi": "{words}: {all} vụ việc trong {days} ngày, hơn {limit} (ngoài vụ này có {others}; tài liệu {document}).",
    },
    "sign.money": {
        "en": "{words}: {all} in {days} days, more than {limit} ({others} beside this case; document {document}).",
        "id": "{words}: {all} dalam {days} hari, lebih dari {limit} ({others} di luar kasus ini; dokumen {document}).",
        "vi": "{words}: {all} trong {days} ngày, hơn {limit} (ngoài vụ này là {others}; tài liệu {document}).",
    },
    "sign.open": {
        "en": "Nobody has answered for it yet; {role} is asked.",
        "id": "Belum ada yang menjawabnya; {role} ditanya.",
        "vi": "Chưa ai trả lời; đang hỏi {role}.",
    },
    "sign.no_abuse": {
        "en": "{who} found no abuse: {why}.",
        "id": "{who} tidak menemukan penyalahgunaan: {why}.",
        "vi": "{who} không thấy lạm dụng: {why}.",
    },
    "sign.abuse": {
        "en": "{who} found abuse: {why}.",
        "id": "{who} menemukan penyalahgunaan: {why}.",
        "vi": "{who} cho là lạm dụng: {why}.",
    },
    "ground.sign": {
        "en": "{at}: it counts under a sign: {sign}",
        "id": "{at}: ini terhitung dalam suatu tanda: {sign}",
        "vi": "{at}: được tính trong một dấu hiệu: {sign}",
    },
    "ground.looked": {"en": "{at}: {said}", "id": "{at}: {said}", "vi": "{at}: {said}"},
}
