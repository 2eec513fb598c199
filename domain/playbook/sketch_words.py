"""The words of a first playbook: its remarks and what people are asked, in every language of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.vocabulary import Words

LOOK: Final[Words] = {
    "en": "Look into it and put it right", "id": "Periksa dan perbaiki", "vi": "Kiểm tra và khắc phục",
}  # fmt: skip
SETTLE: Final[Words] = {
    "en": "Talk to the customer and settle it", "id": "Bicarakan dengan pelanggan dan selesaikan",
    "vi": "Trao đổi với khách hàng và giải quyết",
}  # fmt: skip

REMARKS: Final[Mapping[str, Words]] = {
    "plan": {
        "en": "Say here in a sentence what this plan is for and how it goes.",
        "id": "Tulis di sini dalam satu kalimat untuk apa rencana ini dan bagaimana jalannya.",
        "vi": "Viết ở đây một câu: kế hoạch này để làm gì và diễn ra thế nào.",
    },
    "check": {
        "en": "Check it: makegood playbook validate {file}",
        "id": "Periksa: makegood playbook validate {file}",
        "vi": "Kiểm tra: makegood playbook validate {file}",
    },
    "play": {
        "en": "Play its examples: makegood playbook test {file}",
        "id": "Jalankan contohnya: makegood playbook test {file}",
        "vi": "Chạy thử các ví dụ: makegood playbook test {file}",
    },
    "draft": {
        "en": "It is a draft: nothing in drafts/ is published. Move it one folder up when it is ready.",
        "id": "Ini konsep: isi drafts/ tidak pernah diterbitkan. Pindahkan ke folder di atasnya bila sudah siap.",
        "vi": "Đây là bản nháp: những gì trong drafts/ không được công bố. Khi sẵn sàng, chuyển lên thư mục trên.",
    },
    "title": {"en": "in each language", "id": "dalam setiap bahasa", "vi": "bằng từng ngôn ngữ"},
    "owner": {
        "en": "the role that decides what nobody else does",
        "id": "peran yang memutuskan bila tidak ada orang lain",
        "vi": "vai trò quyết định khi không ai khác quyết định",
    },
    "markets": {
        "en": "all words below are there in: {languages}",
        "id": "semua kata di bawah ini ada dalam: {languages}",
        "vi": "mọi lời dưới đây có bằng: {languages}",
    },
    "handles": {
        "en": "for which failures this plan is; when: failure.hours >= 3 would narrow it down",
        "id": "untuk kegagalan yang mana; when: failure.hours >= 3 akan mempersempitnya",
        "vi": "dành cho sự cố nào; when: failure.hours >= 3 sẽ thu hẹp lại",
    },
    "facts": {
        "en": "what a failure must tell, by type; conditions read it as failure.what",
        "id": "apa yang harus diketahui tentang kegagalan, beserta jenisnya; syarat membacanya sebagai failure.what",
        "vi": "những gì phải biết về sự cố, theo kiểu; điều kiện đọc là failure.what",
    },
    "types": {
        "en": "also: yes_no, date, instant, duration, money, person, [one, other]",
        "id": "juga: yes_no, date, instant, duration, money, person, [satu, lain]",
        "vi": "ngoài ra: yes_no, date, instant, duration, money, person, [một, khác]",
    },
    "risk": {
        "en": "how likely it is that harm follows, and how bad it would be; the house makes a tier of it",
        "id": "seberapa mungkin timbul kerugian dan seberapa parah; dari sini ditetapkan tingkatnya",
        "vi": "khả năng gây hại và mức độ nặng nhẹ; từ đó xác định cấp độ",
    },
    "promises": {
        "en": "what the customer is told to expect: kept by a step, or when the case is resolved",
        "id": "apa yang dijanjikan kepada pelanggan: ditepati oleh satu langkah, atau saat perkara selesai",
        "vi": "điều hứa với khách hàng: giữ bằng một bước, hoặc khi vụ việc được giải quyết",
    },
    "counted": {
        "en": "counted by {calendars}", "id": "dihitung menurut {calendars}", "vi": "tính theo {calendars}",
    },
    "ask": {
        "en": "a task for a person of a role; it rings when it is due",
        "id": "tugas untuk orang dengan peran tertentu; diingatkan saat jatuh tempo",
        "vi": "việc giao cho người có vai trò; đến hạn thì nhắc",
    },
    "form": {"en": "what they fill in", "id": "yang mereka isi", "vi": "điều họ điền vào"},
    "if_not": {
        "en": "only where it could not be put right", "id": "hanya bila tidak bisa diperbaiki",
        "vi": "chỉ khi không khắc phục được",
    },
    "above": {
        "en": "more than that: a person decides", "id": "lebih dari itu: seseorang memutuskan",
        "vi": "hơn thế: có người quyết định",
    },
    "follow_up": {
        "en": "asked again later; a bad answer opens the case again",
        "id": "ditanyakan lagi nanti; jawaban buruk membuka perkara kembali",
        "vi": "hỏi lại sau; trả lời xấu thì mở lại vụ việc",
    },
    "close": {
        "en": "what must have been given before the case may close",
        "id": "yang harus sudah diberikan sebelum perkara ditutup",
        "vi": "điều phải có trước khi đóng vụ việc",
    },
    "examples": {
        "en": "What {name} does, shown: given this, expect that. Whatever is not said goes well, at once.",
        "id": "Apa yang dilakukan {name}: bila begini, harapkan begitu. Yang tidak disebut berjalan baik dan segera.",
        "vi": "{name} làm gì: cho trước thế này, mong đợi thế kia. Điều không nói đến thì diễn ra tốt, ngay lập tức.",
    },
    "right": {"en": "it is put right", "id": "berhasil diperbaiki", "vi": "khắc phục được"},
    "wrong": {"en": "it cannot be put right", "id": "tidak bisa diperbaiki", "vi": "không khắc phục được"},
    "late": {
        "en": "nobody looks into it before it is due", "id": "tidak ada yang memeriksa sebelum jatuh tempo",
        "vi": "không ai xem xét trước hạn",
    },
    "thing": {"en": "the wrong thing", "id": "barang yang salah", "vi": "món hàng sai"},
    "nobody": {"en": "nobody knows", "id": "tidak ada yang tahu", "vi": "không ai biết"},
}  # fmt: skip
"""Remarks and examples by what they are about."""
