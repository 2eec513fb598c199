"""Phrases for what may come in between, and for what comes after the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENDING: Final[Mapping[str, Mapping[str, str]]] = {
    "whenever": {
        "en": "If at any time while the case is open {when}, we do this, once:",
        "id": "Bila kapan saja selama perkara terbuka {when}, kami melakukan ini, satu kali:",
        "vi": "Nếu bất cứ lúc nào khi vụ việc còn mở mà {when}, chúng tôi làm việc này, một lần:",
    },
    "whenever.go_on": {
        "en": "The other steps go on.", "id": "Langkah-langkah lain berjalan terus.",
        "vi": "Các bước khác vẫn tiếp tục.",
    },
    "whenever.leave": {
        "en": "What is half done of the other steps is taken back, and the rest of them is left out.",
        "id": "Yang setengah jalan dari langkah-langkah lain dibatalkan, dan sisanya ditinggalkan.",
        "vi": "Phần dang dở của các bước khác bị hủy, phần còn lại được bỏ qua.",
    },
    "follow.survey": {
        "en": (
            "{after} after it was put right we ask the customer how it was, with the message {message}; there are "
            "{within} to answer."
        ),
        "id": (
            "{after} sesudah selesai kami menanyakan pendapat pelanggan dengan pesan {message}; waktu menjawab "
            "{within}."
        ),
        "vi": (
            "{after} sau khi giải quyết, chúng tôi hỏi ý kiến khách hàng bằng tin nhắn {message}; thời hạn trả lời "
            "là {within}."
        ),
    },
    "follow.call": {
        "en": "{after} after it was put right, {role} calls the customer: “{words}”; there are {within} to do it.",
        "id": "{after} sesudah selesai, {role} menelepon pelanggan: “{words}”; waktunya {within}.",
        "vi": "{after} sau khi giải quyết, {role} gọi cho khách hàng: “{words}”; thời hạn là {within}.",
    },
    "follow.accept": {
        "en": "No answer is taken as agreement.", "id": "Tanpa jawaban dianggap setuju.",
        "vi": "Không trả lời được coi là đồng ý.",
    },
    "follow.leave": {
        "en": "Without an answer the owner looks at the case.",
        "id": "Tanpa jawaban, penanggung jawab memeriksa perkaranya.",
        "vi": "Nếu không trả lời, người phụ trách xem lại vụ việc.",
    },
    "follow.reopen": {
        "en": "If {when}, the case is taken up again.", "id": "Jika {when}, perkara dibuka kembali.",
        "vi": "Nếu {when} thì mở lại vụ việc.",
    },
    "close.needs": {
        "en": "The case may be closed once the customer has got {needs}.",
        "id": "Perkara boleh ditutup bila pelanggan sudah mendapat {needs}.",
        "vi": "Chỉ được đóng vụ việc khi khách hàng đã nhận {needs}.",
    },
    "close.required": {
        "en": "Before that, somebody has to name why it happened.", "id": "Sebelum itu, penyebabnya harus disebutkan.",
        "vi": "Trước đó phải nêu được nguyên nhân.",
    },
    "close.optional": {
        "en": "Nobody has to name why it happened.", "id": "Penyebabnya tidak harus disebutkan.",
        "vi": "Không bắt buộc nêu nguyên nhân.",
    },
}  # fmt: skip
