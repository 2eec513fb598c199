"""The phrases of a letter about what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNIT_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "minutes": {"id": "menit", "vi": "phút"}, "hours": {"id": "jam", "vi": "giờ"}, "days": {"id": "hari", "vi": "ngày"},
    "months": {"id": "bulan", "vi": "tháng"}, "persons": {"id": "orang", "vi": "người"},
    "passengers": {"id": "penumpang", "vi": "hành khách"}, "premises": {"id": "tempat", "vi": "địa điểm"},
    "flights": {"id": "penerbangan", "vi": "chuyến bay"}, "bookings": {"id": "pemesanan", "vi": "lượt đặt"},
    "bags": {"id": "bagasi", "vi": "kiện hành lý"}, "appointments": {"id": "janji temu", "vi": "lượt hẹn"},
    "seats": {"id": "kursi", "vi": "chỗ"}, "times": {"id": "kali", "vi": "lần"},
    "journeys": {"id": "perjalanan", "vi": "hành trình"}, "parcels": {"id": "paket", "vi": "bưu kiện"},
    "invoices": {"id": "tagihan", "vi": "hóa đơn"}, "connections": {"id": "sambungan", "vi": "đường kết nối"},
    "percent": {"id": "persen", "vi": "phần trăm"},
}  # fmt: skip
"""What is counted, where a language does not say it as packs write it; one of it is called the same."""
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    # --- Heads -------------------------------------------------------------------------------------------------------
    "owed": {"en": "What is owed", "id": "Yang menjadi hak", "vi": "Khoản được hưởng"},
    "needed": {"en": "What we still need to know", "id": "Yang masih perlu diketahui", "vi": "Điều còn cần biết"},
    "tried": {"en": "What was looked at", "id": "Yang diperiksa", "vi": "Những gì đã xem xét"},
    "doubts": {
        "en": "What nobody has verified yet",
        "id": "Yang belum diverifikasi",
        "vi": "Những gì chưa được xác minh",
    },
    "together": {"en": "Together", "id": "Seluruhnya", "vi": "Tổng hợp"},
    # --- What is asked -----------------------------------------------------------------------------------------------
    "asked": {
        "en": "{kind} ({jurisdiction}), version “{version}”, for what happened on {day}. Whoever has to pay: "
        "{payer}.",
        "id": "{kind} ({jurisdiction}), versi “{version}”, untuk kejadian pada {day}. Yang harus membayar: {payer}.",
        "vi": "{kind} ({jurisdiction}), phiên bản “{version}”, cho sự việc xảy ra {day}. Bên phải trả: {payer}.",
    },
    "law": {"en": "Law", "id": "Hukum", "vi": "Luật"},
    "contract": {"en": "Contract", "id": "Kontrak", "vi": "Hợp đồng"},
    "guarantee": {"en": "Guarantee", "id": "Jaminan", "vi": "Cam kết"},
    "not-enforced": {
        "en": "It was in force on that day, but is enforced only from {day} on.",
        "id": "Pada hari itu sudah berlaku, tetapi baru ditegakkan mulai {day}.",
        "vi": "Vào ngày đó đã có hiệu lực, nhưng chỉ được thực thi từ {day}.",
    },
    "not-in-force": {
        "en": "This version is not in force: it is shown because it was asked for by name, and nobody owes it.",
        "id": "Versi ini belum berlaku: ditampilkan karena diminta dengan namanya, dan tidak ada yang berkewajiban.",
        "vi": "Phiên bản này chưa có hiệu lực: chỉ hiển thị vì được hỏi đích danh, không ai có nghĩa vụ theo nó.",
    },
    "never-in-force": {
        "en": "This version never came into force: it is shown because it was asked for by name, and nobody owes it.",
        "id": "Versi ini tidak pernah berlaku: ditampilkan karena diminta dengan namanya, dan tidak ada yang "
        "berkewajiban.",
        "vi": "Phiên bản này chưa bao giờ có hiệu lực: chỉ hiển thị vì được hỏi đích danh.",
    },
    "other-day": {
        "en": "This version was asked for by name; on that day it was not in force.",
        "id": "Versi ini diminta dengan namanya; pada hari itu tidak berlaku.",
        "vi": "Phiên bản này được hỏi đích danh; vào ngày đó nó không có hiệu lực.",
    },
    # --- The answer --------------------------------------------------------------------------------------------------
    "due": {
        "en": "{amount} is owed {unit}.",
        "id": "{amount} menjadi hak {unit}.",
        "vi": "Được hưởng {amount} {unit}.",
    },
    "at-least": {
        "en": "At least {amount} is owed {unit}.", "id": "Sekurang-kurangnya {amount} menjadi hak {unit}.",
        "vi": "Được hưởng ít nhất {amount} {unit}.",
    },
    "cannot say more": {
        "en": "Whether more is owed cannot be said yet.", "id": "Belum dapat dikatakan apakah ada hak lain.",
        "vi": "Chưa thể nói còn được hưởng gì thêm.",
    },
    "due-in-kind": {
        "en": "No money is owed, but what stands below.",
        "id": "Tidak ada uang yang menjadi hak, tetapi hal-hal di bawah ini.",
        "vi": "Không có khoản tiền nào, nhưng được hưởng những điều dưới đây.",
    },
    "total": {
        "en": "For {count} that is {amount}.",
        "id": "Untuk {count}: {amount}.",
        "vi": "Cho {count}: {amount}.",
    },
    "not due": {
        "en": "Nothing is owed by this.",
        "id": "Tidak ada hak menurut ini.",
        "vi": "Không được hưởng gì theo đây.",
    },
    "cannot say yet": {
        "en": "Whether more is owed cannot be said yet; what stands below is certain.",
        "id": "Belum dapat dikatakan apakah ada hak lain; yang di bawah ini sudah pasti.",
        "vi": "Chưa thể nói còn được hưởng gì thêm; những điều dưới đây là chắc chắn.",
    },
    "cannot say at all": {
        "en": "It cannot be said yet whether anything is owed.",
        "id": "Belum dapat dikatakan apakah ada hak.",
        "vi": "Chưa thể nói có được hưởng gì hay không.",
    },
    "person": {"en": "to each person", "id": "setiap orang", "vi": "cho mỗi người"},
    "premises": {"en": "for each premises", "id": "untuk setiap tempat", "vi": "cho mỗi địa điểm"},
    "booking": {"en": "for each booking", "id": "untuk setiap pemesanan", "vi": "cho mỗi lượt đặt"},
    "clause": {
        "en": "By {clause} ({source}).",
        "id": "Menurut {clause} ({source}).",
        "vi": "Theo {clause} ({source}).",
    },
    "clause-alone": {"en": "By {clause}.", "id": "Menurut {clause}.", "vi": "Theo {clause}."},
    "arithmetic": {"en": "How it comes about:", "id": "Perhitungannya:", "vi": "Cách tính:"},
    "pay-by": {
        "en": "To be paid by {day} ({span}).",
        "id": "Dibayar paling lambat {day} ({span}).",
        "vi": "Phải trả chậm nhất {day} ({span}).",
    },
    "pay-within": {
        "en": "To be paid within {span}{since}.",
        "id": "Dibayar dalam {span}{since}.",
        "vi": "Phải trả trong vòng {span}{since}.",
    },
    "do-by": {
        "en": "{what}, by {day} ({span}).",
        "id": "{what}, paling lambat {day} ({span}).",
        "vi": "{what}, chậm nhất {day} ({span}).",
    },
    "do-within": {
        "en": "{what}, within {span}{since}.",
        "id": "{what}, dalam {span}{since}.",
        "vi": "{what}, trong vòng {span}{since}.",
    },
    "since": {"en": " of {day}", "id": " sejak {day}", "vi": " kể từ {day}"},
    "late": {
        "en": "If that is paid late, another {amount} is owed ({clause}).",
        "id": "Jika terlambat dibayar, ada tambahan {amount} ({clause}).",
        "vi": "Nếu trả chậm, được thêm {amount} ({clause}).",
    },
    "claim-by": {
        "en": "It has to be claimed by {day} ({clause}).",
        "id": "Harus diklaim paling lambat {day} ({clause}).",
        "vi": "Phải yêu cầu chậm nhất {day} ({clause}).",
    },
    "claim-within": {
        "en": "It has to be claimed within {span} ({clause}).",
        "id": "Harus diklaim dalam {span} ({clause}).",
        "vi": "Phải yêu cầu trong vòng {span} ({clause}).",
    },
    "unproven": {
        "en": "This stands although “{what}” is said: {who} would have to prove it, and has not.",
        "id": "Ini berlaku meskipun “{what}” dikemukakan: {who} harus membuktikannya, dan belum.",
        "vi": "Điều này vẫn đúng dù có nêu “{what}”: {who} phải chứng minh và chưa chứng minh.",
    },
    "unverified": {
        "en": "Not verified: {why}.",
        "id": "Belum diverifikasi: {why}.",
        "vi": "Chưa được xác minh: {why}.",
    },
    "of-version": {"en": "the version as a whole", "id": "versi ini seluruhnya", "vi": "toàn bộ phiên bản này"},
    # --- Why ---------------------------------------------------------------------------------------------------------
    "applies": {"en": "applies", "id": "berlaku", "vi": "áp dụng"},
    "does not apply": {"en": "does not apply", "id": "tidak berlaku", "vi": "không áp dụng"},
    "gives nothing": {"en": "gives nothing", "id": "tidak memberi apa-apa", "vi": "không cho gì"},
    "excluded": {"en": "is excluded", "id": "dikecualikan", "vi": "bị loại trừ"},
    "undecided": {"en": "cannot be said yet", "id": "belum dapat dikatakan", "vi": "chưa thể nói"},
    "not needed": {"en": "is not needed", "id": "tidak diperlukan", "vi": "không cần xét"},
    "is": {
        "en": "“{name}” is {value}; asked for is {wanted}",
        "id": "“{name}” adalah {value}; yang diminta {wanted}",
        "vi": "“{name}” là {value}; yêu cầu là {wanted}",
    },
    "not-so": {
        "en": "this does not hold: {source}{read}",
        "id": "ini tidak terpenuhi: {source}{read}",
        "vi": "điều này không đúng: {source}{read}",
    },
    "not-given": {"en": "“{name}” was not given", "id": "“{name}” tidak diberikan", "vi": "không có “{name}”"},
    "so": {
        "en": "all its conditions hold{read}",
        "id": "semua syaratnya terpenuhi{read}",
        "vi": "mọi điều kiện đều đúng{read}",
    },
    "needs": {"en": "it needs {names}", "id": "memerlukan {names}", "vi": "cần {names}"},
    "waits": {
        "en": "first it has to be known whether this is owed: {rule}",
        "id": "harus diketahui dulu: {rule}",
        "vi": "trước hết phải biết: {rule}",
    },
    "decided": {
        "en": "this is owed already: {rule}",
        "id": "ini sudah menjadi hak: {rule}",
        "vi": "đã được hưởng: {rule}",
    },
    "barred": {"en": "by this: {what}", "id": "oleh ini: {what}", "vi": "bởi: {what}"},
    "claimed-late": {
        "en": "it was claimed too late, for the last day was {last} ({clause})",
        "id": "diklaim terlambat, sebab hari terakhirnya {last} ({clause})",
        "vi": "yêu cầu quá muộn, vì ngày cuối cùng là {last} ({clause})",
    },
    "claimed too late": {"en": "claimed too late", "id": "diklaim terlambat", "vi": "yêu cầu quá muộn"},
    "comes to nothing": {"en": "its amount comes to nothing", "id": "jumlahnya nihil", "vi": "số tiền bằng không"},
    "too often": {
        "en": "it was given {so_far} times this year already, and at most {most} times is owed",
        "id": "sudah diberikan {so_far} kali tahun ini, paling banyak {most} kali",
        "vi": "năm nay đã trả {so_far} lần, nhiều nhất {most} lần",
    },
    "proof.proven": {
        "en": "{who} had to prove it, and did", "id": "{who} telah membuktikannya", "vi": "{who} đã chứng minh",
    },
    "proof.not proven": {
        "en": "{who} had to prove it, and did not",
        "id": "{who} tidak membuktikannya",
        "vi": "{who} không chứng minh được",
    },
    "proof.open": {
        "en": "{who} would have to prove it, and whether that was done is not known; until then it is due",
        "id": "{who} harus membuktikannya dan belum diketahui hasilnya; sampai saat itu tetap menjadi hak",
        "vi": "{who} phải chứng minh và chưa rõ đã chứng minh; đến lúc đó vẫn được hưởng",
    },
    "proof.not said": {
        "en": "nobody has said so; {who} would have to prove it",
        "id": "tidak ada yang mengemukakannya; {who} harus membuktikannya",
        "vi": "không ai nêu điều đó; {who} sẽ phải chứng minh",
    },
    "proof.barring": {
        "en": "{who} would have to prove it; until that is settled nothing is due",
        "id": "{who} harus membuktikannya; sampai jelas tidak ada hak",
        "vi": "{who} phải chứng minh; cho đến khi rõ thì chưa được hưởng",
    },
    "read": {"en": "“{name}”: {value}", "id": "“{name}”: {value}", "vi": "“{name}”: {value}"},
    # --- Comparisons -------------------------------------------------------------------------------------------------
    ">=": {"en": "{b} or more", "id": "{b} atau lebih", "vi": "{b} trở lên"},
    ">": {"en": "more than {b}", "id": "lebih dari {b}", "vi": "hơn {b}"},
    "<=": {"en": "at most {b}", "id": "paling banyak {b}", "vi": "nhiều nhất {b}"},
    "<": {"en": "less than {b}", "id": "kurang dari {b}", "vi": "ít hơn {b}"},
    "==": {"en": "{b}", "id": "{b}", "vi": "{b}"},
    "!=": {"en": "anything but {b}", "id": "selain {b}", "vi": "khác {b}"},
    "in": {"en": "one of {b}", "id": "salah satu dari {b}", "vi": "một trong {b}"},
    "between": {"en": "{a}, and {b}", "id": "{a}, dan {b}", "vi": "{a}, và {b}"},
    "yes": {"en": "yes", "id": "ya", "vi": "có"},
    "no": {"en": "no", "id": "tidak", "vi": "không"},
    "all of": {"en": "{a} and {b}", "id": "{a} dan {b}", "vi": "{a} và {b}"},
    "any of": {"en": "{a} or {b}", "id": "{a} atau {b}", "vi": "{a} hoặc {b}"},
    "so that": {"en": "{name} is {wanted}", "id": "{name} adalah {wanted}", "vi": "{name} là {wanted}"},
    "not that": {
        "en": "it is not so that {what}", "id": "tidak benar bahwa {what}", "vi": "không phải là {what}",
    },
    "is-known": {"en": "{name} is known", "id": "{name} diketahui", "vi": "đã biết {name}"},
    "days between": {
        "en": "days from {a} to {b}", "id": "hari dari {a} sampai {b}", "vi": "số ngày từ {a} đến {b}",
    },
    # --- Arithmetic --------------------------------------------------------------------------------------------------
    "step.from": {"en": "from {read}", "id": "dari {read}", "vi": "từ {read}"},
    "step.band": {
        "en": "“{of}” is {value}: {range}",
        "id": "“{of}” {value}: {range}",
        "vi": "“{of}” là {value}: {range}",
    },
    "step.any": {"en": "whatever it is", "id": "berapa pun", "vi": "bao nhiêu cũng vậy"},
    "step.word": {"en": "“{of}” is {value}", "id": "“{of}” adalah {value}", "vi": "“{of}” là {value}"},
    "step.case": {"en": "this holds: {when}", "id": "ini terpenuhi: {when}", "vi": "điều này đúng: {when}"},
    "step.case-else": {
        "en": "none of these holds: {whens}",
        "id": "tidak satu pun terpenuhi: {whens}",
        "vi": "không điều nào đúng: {whens}",
    },
    "step.part": {
        "en": "{share} of {base} (“{of}”) = {gives}",
        "id": "{share} dari {base} (“{of}”) = {gives}",
        "vi": "{share} của {base} (“{of}”) = {gives}",
    },
    "step.each": {
        "en": "{amount} × {count} = {gives}: {counted} of {per} in “{of}” ({value}){after}",
        "id": "{amount} × {count} = {gives}: {counted} {per} dalam “{of}” ({value}){after}",
        "vi": "{amount} × {count} = {gives}: {counted} {per} trong “{of}” ({value}){after}",
    },
    "step.each-none": {
        "en": "no {counted} of {per} in “{of}” ({value}){after}",
        "id": "tidak ada {counted} {per} dalam “{of}” ({value}){after}",
        "vi": "không có {counted} {per} trong “{of}” ({value}){after}",
    },
    "full": {"en": "full periods", "id": "periode penuh", "vi": "kỳ trọn vẹn"},
    "begun": {"en": "periods begun", "id": "periode yang dimulai", "vi": "kỳ đã bắt đầu"},
    "step.after": {"en": " after the first {after}", "id": " setelah {after} pertama", "vi": " sau {after} đầu tiên"},
    "step.sum": {"en": "{parts} = {gives}", "id": "{parts} = {gives}", "vi": "{parts} = {gives}"},
    "step.indexed": {
        "en": "{base} × {factor} = {between}, in whole steps of {to}: {gives}",
        "id": "{base} × {factor} = {between}, dalam langkah {to}: {gives}",
        "vi": "{base} × {factor} = {between}, theo bước {to}: {gives}",
    },
    "step.reduced": {
        "en": "less {cut} of {base} by {clause} = {gives}",
        "id": "dikurangi {cut} dari {base} menurut {clause} = {gives}",
        "vi": "bớt {cut} của {base} theo {clause} = {gives}",
    },
    "step.at_least": {
        "en": "{base} is less than the least that is owed: {gives}",
        "id": "{base} kurang dari batas terendah: {gives}",
        "vi": "{base} thấp hơn mức tối thiểu: {gives}",
    },
    "step.at_most": {
        "en": "{base} is more than the most that is owed: {gives}",
        "id": "{base} melebihi batas tertinggi: {gives}",
        "vi": "{base} vượt mức tối đa: {gives}",
    },
    "step.rounded": {
        "en": "{base}, rounded to {to} ({how}): {gives}",
        "id": "{base}, dibulatkan ke {to} ({how}): {gives}",
        "vi": "{base}, làm tròn đến {to} ({how}): {gives}",
    },
    "step.too-small": {
        "en": "{base} is less than {least}, and is not paid",
        "id": "{base} kurang dari {least}, dan tidak dibayar",
        "vi": "{base} ít hơn {least} nên không trả",
    },
    "step.counted": {
        "en": "“{since}” {begin}, and {after} more: {last}; from the day after to “{until}” {end}: {gives}",
        "id": "“{since}” {begin}, ditambah {after}: {last}; dari hari berikutnya sampai “{until}” {end}: {gives}",
        "vi": "“{since}” {begin}, thêm {after}: {last}; từ ngày sau đó đến “{until}” {end}: {gives}",
    },
    "half-even": {"en": "halves to the even step", "id": "setengah ke genap", "vi": "nửa về số chẵn"},
    "half-up": {"en": "halves up", "id": "setengah ke atas", "vi": "nửa làm tròn lên"},
    "down": {"en": "down", "id": "ke bawah", "vi": "xuống"},
    "up": {"en": "up", "id": "ke atas", "vi": "lên"},
    # --- Several packs -----------------------------------------------------------------------------------------------
    "order": {
        "en": "Law comes before contract, contract before guarantee, and these before goodwill. What one "
        "gives is the floor of what the next may add.",
        "id": "Hukum mendahului kontrak, kontrak mendahului jaminan, dan semuanya mendahului itikad baik. "
        "Yang satu menjadi batas bawah bagi yang berikutnya.",
        "vi": "Luật trước hợp đồng, hợp đồng trước cam kết, rồi mới đến thiện chí. Khoản trước là mức sàn của "
        "khoản sau.",
    },
    "adds": {
        "en": "{pack}: {amount} {unit}, of which {more} comes on top.",
        "id": "{pack}: {amount} {unit}, {more} di antaranya sebagai tambahan.",
        "vi": "{pack}: {amount} {unit}, trong đó {more} là phần thêm.",
    },
    "adds-nothing": {
        "en": "{pack}: nothing on top.",
        "id": "{pack}: tidak ada tambahan.",
        "vi": "{pack}: không thêm gì.",
    },
}  # fmt: skip
"""Every phrase in every language."""


def say(phrase: str, language: str, /, **parts: str) -> str:
    """Return a phrase with its parts."""
    return WORDS[phrase][language].format(**parts)
