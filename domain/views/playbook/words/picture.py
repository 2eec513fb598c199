"""Phrases for pictures: short, as they stand on cards and arrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PICTURE: Final[Mapping[str, Mapping[str, str]]] = {
    # --- What a card does --------------------------------------------------------------------------------------------
    "verb.do": {"en": "Do", "id": "Kerjakan", "vi": "Thực hiện"},
    "verb.ask": {"en": "Ask", "id": "Minta", "vi": "Giao việc"},
    "verb.ask.customer": {"en": "Ask the customer", "id": "Tanya pelanggan", "vi": "Hỏi khách hàng"},
    "verb.tell": {"en": "Tell", "id": "Kabari", "vi": "Báo tin"},
    "verb.teach": {"en": "Teach", "id": "Bimbing", "vi": "Hướng dẫn"},
    "verb.offer": {"en": "Offer", "id": "Tawarkan", "vi": "Đề nghị"},
    "verb.entitle": {"en": "establish what is owed", "id": "tetapkan hak", "vi": "xác định quyền lợi"},
    "verb.remedy": {"en": "Remedy", "id": "Ganti rugi", "vi": "Đền bù"},
    "verb.cover": {"en": "Cover", "id": "Tanggung", "vi": "Chi trả"},
    "verb.wait": {"en": "Wait", "id": "Tunggu", "vi": "Chờ"},
    "verb.choose": {"en": "It depends", "id": "Tergantung", "vi": "Tùy trường hợp"},
    "verb.together": {"en": "At the same time", "id": "Bersamaan", "vi": "Cùng lúc"},
    "verb.each": {"en": "For each", "id": "Untuk setiap", "vi": "Với mỗi"},
    "verb.try": {"en": "Try", "id": "Coba", "vi": "Thử"},
    "verb.undo": {"en": "Take back", "id": "Batalkan", "vi": "Hủy"},
    "verb.run": {"en": "Playbook", "id": "Rencana lain", "vi": "Kế hoạch khác"},
    "verb.delegate": {"en": "Hand to a partner", "id": "Serahkan ke mitra", "vi": "Giao đối tác"},
    "verb.self_service": {"en": "Self-service", "id": "Swalayan", "vi": "Tự phục vụ"},
    "verb.declare": {
        "en": "Declare a mass failure", "id": "Nyatakan kegagalan massal", "vi": "Công bố sự cố hàng loạt",
    },
    "verb.recharge": {"en": "Charge the partner", "id": "Bebankan ke mitra", "vi": "Tính phí đối tác"},
    "verb.hand_to_sales": {"en": "Hand to sales", "id": "Serahkan ke penjualan", "vi": "Chuyển bán hàng"},
    # --- Titles ------------------------------------------------------------------------------------------------------
    "title.choose": {"en": "which of these applies?", "id": "yang mana berlaku?", "vi": "trường hợp nào đúng?"},
    "title.together": {"en": "all of these", "id": "semuanya", "vi": "tất cả"},
    "title.together.any": {"en": "one is enough", "id": "cukup satu", "vi": "một là đủ"},
    "title.together.some": {"en": "{n} are enough", "id": "cukup {n}", "vi": "{n} là đủ"},
    "title.try": {"en": "one plan after the other", "id": "satu rencana demi satu", "vi": "lần lượt từng phương án"},
    "title.try.whole": {
        "en": "all of it, or nothing", "id": "semuanya, atau tidak sama sekali", "vi": "trọn vẹn, hoặc không gì cả",
    },
    "title.each": {"en": "{items}", "id": "{items}", "vi": "{items}"},
    "title.each.until": {
        "en": "{items}, until one works", "id": "{items}, sampai satu berhasil", "vi": "{items}, đến khi một cái được",
    },
    "title.wait.for": {"en": "{span}", "id": "{span}", "vi": "{span}"},
    "title.wait.until": {"en": "until {moment}", "id": "sampai {moment}", "vi": "đến {moment}"},
    "title.wait.event": {"en": "for “{event}”", "id": "“{event}”", "vi": "“{event}”"},
    "title.worth": {"en": "{what}: {amount}", "id": "{what}: {amount}", "vi": "{what}: {amount}"},
    # --- Notes -------------------------------------------------------------------------------------------------------
    "note.if": {"en": "only if {when}", "id": "hanya jika {when}", "vi": "chỉ khi {when}"},
    "note.unless": {"en": "not if {when}", "id": "tidak jika {when}", "vi": "không làm nếu {when}"},
    "note.within": {"en": "{who}, within {span}", "id": "{who}, dalam {span}", "vi": "{who}, trong {span}"},
    "note.up": {"en": "late: call {role}", "id": "terlambat: hubungi {role}", "vi": "trễ: báo {role}"},
    "note.finds": {
        "en": "what we find, with reasons", "id": "kesimpulan kami, beserta alasan", "vi": "kết luận, kèm lý do",
    },
    "note.refers": {
        "en": "the matter goes to {role}", "id": "perkara diteruskan ke {role}", "vi": "chuyển vụ việc cho {role}",
    },
    "note.second": {
        "en": "second opinion, independent: {role}", "id": "pendapat kedua, terpisah: {role}",
        "vi": "ý kiến thứ hai, độc lập: {role}",
    },
    "note.skill": {"en": "needs {skills}", "id": "perlu {skills}", "vi": "cần {skills}"},
    "note.form": {"en": "notes: {fields}", "id": "mencatat: {fields}", "vi": "ghi lại: {fields}"},
    "note.gives": {"en": "gives {what}", "id": "memberi {what}", "vi": "trao {what}"},
    "note.to": {"en": "to {whom}", "id": "kepada {whom}", "vi": "cho {whom}"},
    "note.owed": {"en": "what is owed by {packs}", "id": "hak menurut {packs}", "vi": "quyền lợi theo {packs}"},
    "note.floor": {
        "en": "never less than what is owed by {packs}", "id": "tidak kurang dari hak menurut {packs}",
        "vi": "không thấp hơn quyền lợi theo {packs}",
    },
    "note.on": {"en": "as it held on: {day}", "id": "yang berlaku pada: {day}", "vi": "có hiệu lực vào: {day}"},
    "note.message": {"en": "message: {message}", "id": "pesan: {message}", "vi": "tin nhắn: {message}"},
    "note.by-channel": {"en": "by {channel}", "id": "lewat {channel}", "vi": "qua {channel}"},
    "note.lately": {
        "en": "left out if told within {span}", "id": "dilewati bila sudah dikabari dalam {span}",
        "vi": "bỏ qua nếu đã báo trong {span}",
    },
    "note.asks": {"en": "asks: {what}", "id": "menanyakan: {what}", "vi": "hỏi: {what}"},
    "note.undo": {"en": "undo: {what}", "id": "pembatalan: {what}", "vi": "hủy bằng: {what}"},
    "note.corrected": {
        "en": "undo: correct it by {message}", "id": "pembatalan: dikoreksi dengan {message}",
        "vi": "hủy bằng: đính chính qua {message}",
    },
    "note.pivot": {"en": "no way back from here", "id": "tidak bisa mundur lagi", "vi": "không thể quay lại từ đây"},
    "note.stays": {"en": "stays done: {why}", "id": "tetap berlaku: {why}", "vi": "giữ nguyên: {why}"},
    "note.queue": {"en": "by the workers of {queue}", "id": "oleh pekerja {queue}", "vi": "do nhóm {queue} làm"},
    "note.choice": {"en": "{choice}", "id": "{choice}", "vi": "{choice}"},
    "note.choice.needs": {
        "en": "{choice} (only if done: {step})", "id": "{choice} (hanya bila sudah: {step})",
        "vi": "{choice} (chỉ khi đã: {step})",
    },
    "note.reply": {
        "en": "answer within {span}; no answer: {choice}", "id": "jawab dalam {span}; tanpa jawaban: {choice}",
        "vi": "trả lời trong {span}; không trả lời: {choice}",
    },
    "note.auto": {"en": "up to {amount}: at once", "id": "hingga {amount}: langsung", "vi": "đến {amount}: ngay"},
    "note.rung": {"en": "up to {amount}: {role}", "id": "hingga {amount}: {role}", "vi": "đến {amount}: {role}"},
    "note.top": {"en": "above that: {role}", "id": "di atas itu: {role}", "vi": "trên mức đó: {role}"},
    "note.always": {"en": "approved by {role}", "id": "disetujui {role}", "vi": "{role} duyệt"},
    "note.decided": {
        "en": "each decides within {span}", "id": "masing-masing memutuskan dalam {span}",
        "vi": "mỗi người quyết định trong {span}",
    },
    "note.pay": {"en": "paid by {ways}", "id": "dibayar dengan {ways}", "vi": "trả bằng {ways}"},
    "note.hand": {
        "en": "hand ({role}, within {span})", "id": "tangan ({role}, dalam {span})", "vi": "tay ({role}, trong {span})",
    },
    "note.else": {"en": "{a}, else {b}", "id": "{a}, jika gagal {b}", "vi": "{a}, nếu không được thì {b}"},
    "note.cover": {
        "en": "up to {amount} in all, {most} receipts at most, for {span}",
        "id": "hingga {amount} seluruhnya, paling banyak {most} kuitansi, selama {span}",
        "vi": "tổng cộng đến {amount}, tối đa {most} hóa đơn, trong {span}",
    },
    "note.at-most": {"en": "at most {span}", "id": "paling lama {span}", "vi": "tối đa {span}"},
    "note.late.go_on": {
        "en": "at most {span}, then go on without the rest", "id": "paling lama {span}, lalu lanjut tanpa sisanya",
        "vi": "tối đa {span}, sau đó đi tiếp không chờ phần còn lại",
    },
    "note.late.stop": {
        "en": "at most {span}, then it has failed", "id": "paling lama {span}, lalu dianggap gagal",
        "vi": "tối đa {span}, sau đó coi như thất bại",
    },
    "note.rounds": {
        "en": "at most {n}, one at a time", "id": "paling banyak {n}, satu per satu", "vi": "tối đa {n}, từng cái một",
    },
    "note.rounds.at-once": {
        "en": "at most {n}, {m} at a time", "id": "paling banyak {n}, {m} sekaligus",
        "vi": "tối đa {n}, {m} cái cùng lúc",
    },
    "note.keeps": {
        "en": "keeps the promise {name}: {span}", "id": "menepati janji {name}: {span}",
        "vi": "giữ lời hứa {name}: {span}",
    },
    "note.via": {"en": "by {via}", "id": "lewat {via}", "vi": "qua {via}"},
    "via.link": {"en": "a link", "id": "tautan", "vi": "đường liên kết"},
    "via.code": {"en": "a spoken code", "id": "kode lisan", "vi": "mã đọc qua điện thoại"},
    "via.kiosk": {"en": "a kiosk", "id": "kios", "vi": "quầy tự động"},
    "via.desk": {"en": "a desk", "id": "meja layanan", "vi": "quầy phục vụ"},
    "note.not-critical": {
        "en": "never in critical cases", "id": "tidak untuk perkara gawat", "vi": "không dùng khi khẩn cấp",
    },
    "note.confirm": {
        "en": "confirmed by {role} within {span}", "id": "disahkan {role} dalam {span}",
        "vi": "{role} xác nhận trong {span}",
    },
    "note.affected": {"en": "affected: {whom}", "id": "terdampak: {whom}", "vi": "bị ảnh hưởng: {whom}"},
    "note.each-gets": {
        "en": "each gets {playbook}", "id": "masing-masing mendapat {playbook}", "vi": "mỗi người theo {playbook}",
    },
    "note.with": {"en": "with {given}", "id": "dengan {given}", "vi": "với {given}"},
    "note.consent": {
        "en": "only with consent: {when}", "id": "hanya dengan izin: {when}", "vi": "chỉ khi được đồng ý: {when}",
    },
    "note.not-owed": {
        "en": "only when nothing is owed", "id": "hanya bila tidak ada kewajiban", "vi": "chỉ khi không còn nghĩa vụ",
    },
    # --- Branches ----------------------------------------------------------------------------------------------------
    "branch.way": {"en": "if {when}", "id": "jika {when}", "vi": "nếu {when}"},
    "branch.else": {"en": "otherwise", "id": "selain itu", "vi": "còn lại"},
    "branch.nothing": {"en": "nothing to do", "id": "tidak ada yang dikerjakan", "vi": "không làm gì"},
    "branch.plan": {"en": "plan {n}", "id": "rencana {n}", "vi": "phương án {n}"},
    "branch.then-plan": {
        "en": "if that fails: undo what was done, then plan {n}",
        "id": "jika gagal: batalkan yang sudah dikerjakan, lalu rencana {n}",
        "vi": "nếu hỏng: hủy những gì đã làm, rồi phương án {n}",
    },
    "branch.otherwise": {
        "en": "if that fails: undo what was done, then", "id": "jika gagal: batalkan yang sudah dikerjakan, lalu",
        "vi": "nếu hỏng: hủy những gì đã làm, rồi",
    },
    "branch.round": {"en": "each time", "id": "setiap kali", "vi": "mỗi lần"},
    "branch.none-worked": {"en": "if none works", "id": "jika tidak ada yang berhasil", "vi": "nếu không cái nào được"},
    "branch.declined": {"en": "if none of it is wanted", "id": "jika semuanya ditolak", "vi": "nếu khách từ chối hết"},
    "branch.refused": {"en": "if it is not granted", "id": "jika tidak dikabulkan", "vi": "nếu không được duyệt"},
    "branch.instead": {
        "en": "cannot be undone; instead", "id": "tidak bisa dibatalkan; gantinya", "vi": "không hủy được; thay vào đó",
    },
    "branch.late": {"en": "if it does not come", "id": "jika tidak datang", "vi": "nếu không đến"},
    "branch.take-back": {"en": "if the partner is late", "id": "jika mitra terlambat", "vi": "nếu đối tác trễ"},
    "branch.helped": {"en": "else a person helps", "id": "jika tidak, dibantu orang", "vi": "nếu không, có người giúp"},
    "branch.part": {"en": "its steps", "id": "langkah-langkahnya", "vi": "các bước"},
    # --- Round the steps ---------------------------------------------------------------------------------------------
    "head.for": {"en": "for {failures}", "id": "untuk {failures}", "vi": "dành cho {failures}"},
    "head.owner": {"en": "owner: {role}", "id": "penanggung jawab: {role}", "vi": "phụ trách: {role}"},
    "head.markets": {"en": "markets: {markets}", "id": "pasar: {markets}", "vi": "thị trường: {markets}"},
    "head.promises": {"en": "Promises", "id": "Janji", "vi": "Lời hứa"},
    "head.risk": {"en": "How bad", "id": "Seberapa buruk", "vi": "Mức độ"},
    "head.steps": {"en": "Steps", "id": "Langkah", "vi": "Các bước"},
    "head.whenever": {"en": "At any time", "id": "Kapan saja", "vi": "Bất cứ lúc nào"},
    "head.after": {"en": "Afterwards", "id": "Sesudahnya", "vi": "Sau đó"},
    "head.promise": {"en": "{what}: within {span}", "id": "{what}: dalam {span}", "vi": "{what}: trong {span}"},
    "head.again": {"en": "{what}: every {span}", "id": "{what}: setiap {span}", "vi": "{what}: mỗi {span}"},
    "head.likelihood": {"en": "likelihood: {level}", "id": "kemungkinan: {level}", "vi": "khả năng xảy ra: {level}"},
    "head.scale": {"en": "{scale}: {level}", "id": "{scale}: {level}", "vi": "{scale}: {level}"},
    "head.survey": {
        "en": "{span} after it is put right: ask {message}", "id": "{span} sesudah selesai: tanyakan {message}",
        "vi": "{span} sau khi giải quyết: hỏi {message}",
    },
    "head.call": {
        "en": "{span} after it is put right: {role} calls", "id": "{span} sesudah selesai: {role} menelepon",
        "vi": "{span} sau khi giải quyết: {role} gọi điện",
    },
    "head.reopen": {"en": "reopened if {when}", "id": "dibuka kembali jika {when}", "vi": "mở lại nếu {when}"},
    "head.close": {"en": "to close: {needs}", "id": "untuk menutup: {needs}", "vi": "để đóng: {needs}"},
    "head.cause": {"en": "the root cause", "id": "akar masalahnya", "vi": "nguyên nhân gốc"},
    "head.go_on": {"en": "if {when}; then go on", "id": "jika {when}; lalu lanjut", "vi": "nếu {when}; rồi đi tiếp"},
    "head.leave": {
        "en": "if {when}; then undo what is half done and leave the plan",
        "id": "jika {when}; lalu batalkan yang setengah jalan dan tinggalkan rencana",
        "vi": "nếu {when}; rồi hủy việc dang dở và rời kế hoạch",
    },
    "legend.effect": {"en": "done by systems", "id": "dikerjakan sistem", "vi": "hệ thống làm"},
    "legend.people": {"en": "done by people", "id": "dikerjakan orang", "vi": "người làm"},
    "legend.customer": {"en": "with the customer", "id": "bersama pelanggan", "vi": "với khách hàng"},
    "legend.money": {"en": "money and remedies", "id": "uang dan ganti rugi", "vi": "tiền và đền bù"},
    "legend.undo": {"en": "taking back", "id": "pembatalan", "vi": "hủy bỏ"},
    "picture.of": {
        "en": "The playbook “{title}” as a picture, from the first step at the top to the last.",
        "id": "Rencana “{title}” sebagai gambar, dari langkah pertama di atas sampai yang terakhir.",
        "vi": "Kế hoạch “{title}” dưới dạng hình, từ bước đầu ở trên đến bước cuối.",
    },
    "picture.begin": {"en": "begin", "id": "mulai", "vi": "bắt đầu"},
    "picture.end": {"en": "put right", "id": "selesai", "vi": "đã giải quyết"},
}  # fmt: skip
