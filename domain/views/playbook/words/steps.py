"""Phrases for steps as one would read them to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STEPS: Final[Mapping[str, Mapping[str, str]]] = {
    "if": {"en": "Only if {when}: ", "id": "Hanya jika {when}: ", "vi": "Chỉ khi {when}: "},
    "not-if": {"en": "Unless {when}: ", "id": "Kecuali {when}: ", "vi": "Trừ khi {when}: "},
    # --- do ----------------------------------------------------------------------------------------------------------
    "do": {"en": "We {what}.", "id": "Kami {what}.", "vi": "Chúng tôi {what}."},
    "do.unnamed": {
        "en": "We have “{what}” done.", "id": "Kami menjalankan “{what}”.", "vi": "Chúng tôi cho thực hiện “{what}”.",
    },
    "do.given": {
        "en": "It is given: {given}.", "id": "Yang disampaikan: {given}.", "vi": "Thông tin gửi kèm: {given}.",
    },
    "do.queue": {
        "en": "The workers of “{queue}” do it.", "id": "Dikerjakan oleh pekerja “{queue}”.",
        "vi": "Do nhóm “{queue}” thực hiện.",
    },
    "do.undo": {
        "en": "If it has to be taken back, we {what}.", "id": "Jika harus dibatalkan, kami {what}.",
        "vi": "Nếu phải hủy, chúng tôi {what}.",
    },
    "do.undo.unnamed": {
        "en": "If it has to be taken back, we have “{what}” done.",
        "id": "Jika harus dibatalkan, kami menjalankan “{what}”.",
        "vi": "Nếu phải hủy, chúng tôi cho thực hiện “{what}”.",
    },
    "do.pivot": {
        "en": "From there on there is no way back.", "id": "Sesudah itu tidak ada jalan mundur.",
        "vi": "Từ đó không thể quay lại.",
    },
    "do.stays": {
        "en": "Nobody takes it back by itself: {why}.", "id": "Tidak dibatalkan dengan sendirinya: {why}.",
        "vi": "Việc này không tự bị hủy: {why}.",
    },
    "block.instead": {
        "en": "It cannot be taken back; if it had to be, the customer gets this for it:",
        "id": "Tidak dapat dibatalkan; bila seharusnya dibatalkan, pelanggan mendapat gantinya:",
        "vi": "Không thể hủy; nếu lẽ ra phải hủy, khách hàng được bù:",
    },
    "retry": {
        "en": "If it fails, it is tried {tries} times in all, {wait} apart.",
        "id": "Jika gagal, dicoba {tries} kali seluruhnya, berjarak {wait}.",
        "vi": "Nếu thất bại thì thử tất cả {tries} lần, cách nhau {wait}.",
    },
    # --- ask ---------------------------------------------------------------------------------------------------------
    "ask": {
        "en": "We ask {role}: “{words}”, within {span}.", "id": "Kami meminta {role}: “{words}”, dalam {span}.",
        "vi": "Chúng tôi giao cho {role}: “{words}”, trong {span}.",
    },
    "ask.skill": {
        "en": "Whoever does it needs {skills}.", "id": "Yang mengerjakannya memerlukan {skills}.",
        "vi": "Người làm cần có {skills}.",
    },
    "ask.skill.one": {
        "en": "“{skill}” at level {level}", "id": "“{skill}” tingkat {level}", "vi": "“{skill}” bậc {level}",
    },
    "ask.form": {"en": "What is noted: {fields}.", "id": "Yang dicatat: {fields}.", "vi": "Ghi lại: {fields}."},
    "ask.second": {
        "en": (
            "Independently of that, somebody else as {role} answers the same; where the two differ, the owner of "
            "the case decides."
        ),
        "id": (
            "Terpisah dari itu, orang lain sebagai {role} menjawab hal yang sama; bila berbeda, penanggung jawab "
            "perkara memutuskan."
        ),
        "vi": (
            "Độc lập với đó, một người khác trong vai {role} trả lời cùng câu hỏi; nếu khác nhau, người phụ trách "
            "vụ việc quyết định."
        ),
    },
    "ask.finds": {
        "en": "The answer is what we find about the complaint, with the reasons that the customer is told.",
        "id": "Jawabannya adalah kesimpulan kami atas keluhan ini, beserta alasan yang disampaikan kepada pelanggan.",
        "vi": "Câu trả lời là kết luận của chúng tôi về khiếu nại, kèm lý do sẽ báo cho khách hàng.",
    },
    "ask.refers": {
        "en": "With that {role} has taken the matter on, and the customer is told so.",
        "id": "Dengan itu {role} mengambil alih perkara ini, dan pelanggan diberi tahu.",
        "vi": "Như vậy {role} đã nhận vụ việc, và khách hàng được báo.",
    },
    "ask.says": {
        "en": "Once it is done the customer is told that we managed to {what}.",
        "id": "Setelah selesai, pelanggan diberi tahu bahwa kami berhasil {what}.",
        "vi": "Khi xong, khách hàng được báo rằng chúng tôi đã {what}.",
    },
    "ask.up": {
        "en": "If no answer comes in time, {role} is called.",
        "id": "Bila tidak dijawab tepat waktu, {role} dipanggil.", "vi": "Nếu không trả lời kịp, sẽ gọi {role}.",
    },
    "gives": {
        "en": "With this the customer has got {what}.", "id": "Dengan ini pelanggan mendapat {what}.",
        "vi": "Như vậy khách hàng đã nhận {what}.",
    },
    # --- tell, teach, offer ------------------------------------------------------------------------------------------
    "tell": {
        "en": "We write to {whom}: {subject}.", "id": "Kami menulis kepada {whom}: {subject}.",
        "vi": "Chúng tôi viết cho {whom}: {subject}.",
    },
    "tell.message": {"en": "The message is {message}.", "id": "Pesannya {message}.", "vi": "Tin nhắn là {message}."},
    "teach": {
        "en": "We tell {whom} how to avoid it next time: {subject}.",
        "id": "Kami memberi tahu {whom} cara menghindarinya lain kali: {subject}.",
        "vi": "Chúng tôi chỉ cho {whom} cách tránh lần sau: {subject}.",
    },
    "tell.channel": {"en": "It goes by {channel}.", "id": "Dikirim lewat {channel}.", "vi": "Gửi qua {channel}."},
    "tell.lately": {
        "en": "It is left out if the customer heard from us within {span}.",
        "id": "Dilewati bila pelanggan sudah mendapat kabar dalam {span}.",
        "vi": "Bỏ qua nếu khách hàng đã nhận tin của chúng tôi trong {span}.",
    },
    "tell.asks": {
        "en": "It asks: “{what}”.", "id": "Isinya menanyakan: “{what}”.", "vi": "Trong đó hỏi: “{what}”.",
    },
    "tell.corrected": {
        "en": "If it has to be taken back, the message {message} corrects it.",
        "id": "Jika harus dibatalkan, pesan {message} mengoreksinya.",
        "vi": "Nếu phải hủy, tin nhắn {message} sẽ đính chính.",
    },
    "offer": {
        "en": "We offer the customer a choice: {choices}.",
        "id": "Kami menawarkan pilihan kepada pelanggan: {choices}.",
        "vi": "Chúng tôi đề nghị khách hàng chọn: {choices}.",
    },
    "offer.reply": {
        "en": "They have {span}; if nobody answers, “{choice}” holds.",
        "id": "Waktunya {span}; bila tidak ada jawaban, “{choice}” berlaku.",
        "vi": "Thời hạn trả lời là {span}; nếu không trả lời thì áp dụng “{choice}”.",
    },
    "offer.need": {
        "en": "“{choice}” is offered only if this was done: {step}; it is taken back if something else is chosen.",
        "id": "“{choice}” ditawarkan hanya bila ini sudah dilakukan: {step}; dibatalkan bila yang lain dipilih.",
        "vi": "“{choice}” chỉ được đề nghị khi đã làm: {step}; việc đó bị hủy nếu chọn phương án khác.",
    },
    "block.declined": {
        "en": "If the customer wants none of it:", "id": "Jika pelanggan tidak menginginkan satu pun:",
        "vi": "Nếu khách hàng không muốn phương án nào:",
    },
    # --- entitle -----------------------------------------------------------------------------------------------------
    "entitle": {
        "en": "We establish what is owed by “{pack}”, as it held on the day it happened.",
        "id": "Kami menetapkan apa yang menjadi hak menurut “{pack}”, sebagaimana berlaku pada hari kejadian.",
        "vi": "Chúng tôi xác định quyền lợi theo “{pack}”, theo quy định có hiệu lực vào ngày xảy ra sự việc.",
    },
    "entitle.on": {
        "en": "We establish what is owed by “{pack}”, as it held on: {day}.",
        "id": "Kami menetapkan apa yang menjadi hak menurut “{pack}”, sebagaimana berlaku pada: {day}.",
        "vi": "Chúng tôi xác định quyền lợi theo “{pack}”, theo quy định có hiệu lực vào: {day}.",
    },
    "entitle.waits": {
        "en": "If a fact is missing that can still change it, the owner is asked for it, and nothing is guessed.",
        "id": "Jika ada fakta yang masih dapat mengubahnya belum diketahui, penanggung jawab dimintai, tanpa menebak.",
        "vi": "Nếu còn thiếu dữ kiện có thể làm thay đổi kết quả, người phụ trách được hỏi, không suy đoán.",
    },
    "remedy.owed": {
        "en": "what is owed by “{packs}”", "id": "yang menjadi hak menurut “{packs}”", "vi": "quyền lợi theo “{packs}”",
    },
    "remedy.owed-in-kind": {
        "en": "It is owed by “{packs}”: nobody denies it, and nobody goes on without it.",
        "id": "Ini menjadi hak menurut “{packs}”: tidak seorang pun boleh menolaknya atau melewatinya.",
        "vi": "Đây là quyền lợi theo “{packs}”: không ai được từ chối hay bỏ qua.",
    },
    "cover.owed": {
        "en": "It stands for what is owed in kind by “{packs}”, and is left out where nothing is.",
        "id": "Ini menggantikan yang menjadi hak bukan berupa uang menurut “{packs}”, dan dilewati bila tidak ada.",
        "vi": "Khoản này thay cho quyền lợi không bằng tiền theo “{packs}”, và được bỏ qua nếu không có.",
    },
    "remedy.floor": {
        "en": "It is never less than what is owed by “{packs}”.",
        "id": "Jumlahnya tidak pernah kurang dari yang menjadi hak menurut “{packs}”.",
        "vi": "Không bao giờ thấp hơn quyền lợi theo “{packs}”.",
    },
    "remedy.in-place-of": {
        "en": "what the house lets stand for {amount} in cash",
        "id": "nilai pengganti uang tunai {amount} menurut aturan kami",
        "vi": "giá trị thay cho {amount} tiền mặt theo quy định",
    },
    "remedy.loss": {
        "en": "It makes one loss good, {loss}, and for that nothing else is given.",
        "id": "Ini mengganti satu kerugian, {loss}, dan untuk itu tidak diberikan yang lain.",
        "vi": "Khoản này bù cho một tổn thất, {loss}, và ngoài ra không cấp gì thêm.",
    },
    "remedy.undo": {
        "en": "Where another way is taken, it is taken back: {way}.",
        "id": "Jika cara lain diambil, ini ditarik kembali: {way}.",
        "vi": "Nếu chọn cách khác, khoản này được thu hồi: {way}.",
    },
    # --- remedy, cover -----------------------------------------------------------------------------------------------
    "remedy": {
        "en": "We grant {whom} {remedy}: {amount}.", "id": "Kami memberi {whom} {remedy}: {amount}.",
        "vi": "Chúng tôi dành cho {whom} {remedy}: {amount}.",
    },
    "cover": {
        "en": "We pay {whom} for {words} against receipts: up to {amount} in all, {most} receipts at most, for {span}.",
        "id": (
            "Kami membayar {whom} untuk {words} dengan kuitansi: hingga {amount} seluruhnya, paling banyak {most} "
            "kuitansi, selama {span}."
        ),
        "vi": (
            "Chúng tôi chi trả cho {whom} {words} theo hóa đơn: tổng cộng đến {amount}, tối đa {most} hóa đơn, "
            "trong {span}."
        ),
    },
    "authority.auto": {
        "en": "Up to {amount} it is granted at once.", "id": "Hingga {amount} langsung dikabulkan.",
        "vi": "Đến {amount} thì được duyệt ngay.",
    },
    "authority.rung": {
        "en": "Up to {amount}, {role} decides.", "id": "Hingga {amount}, {role} yang memutuskan.",
        "vi": "Đến {amount} do {role} quyết định.",
    },
    "authority.top": {
        "en": "Above that, {role} decides.", "id": "Di atas itu, {role} yang memutuskan.",
        "vi": "Trên mức đó do {role} quyết định.",
    },
    "authority.always": {
        "en": "A person always decides about it: {role}.", "id": "Selalu diputuskan oleh orang: {role}.",
        "vi": "Luôn do con người quyết định: {role}.",
    },
    "authority.within": {
        "en": "The decision has {span}.", "id": "Waktu untuk memutuskan {span}.",
        "vi": "Thời hạn quyết định là {span}.",
    },
    "authority.next": {
        "en": "Each has {span}; if nobody answers, the next one is asked.",
        "id": "Masing-masing punya waktu {span}; bila tidak dijawab, yang berikutnya ditanya.",
        "vi": "Mỗi người có {span}; nếu không trả lời thì hỏi người kế tiếp.",
    },
    "authority.other": {
        "en": "In other currencies nothing is granted at once.",
        "id": "Dalam mata uang lain tidak ada yang langsung dikabulkan.",
        "vi": "Với loại tiền khác thì không duyệt ngay.",
    },
    "pay": {"en": "It is paid by {way}.", "id": "Dibayar dengan {way}.", "vi": "Được trả bằng {way}."},
    "pay.else": {
        "en": "It is paid by {way}; if that is refused, by {others}.",
        "id": "Dibayar dengan {way}; jika ditolak, dengan {others}.",
        "vi": "Được trả bằng {way}; nếu bị từ chối thì bằng {others}.",
    },
    "hand": {
        "en": "It is given by hand by {role} within {span}, who notes under which reference.",
        "id": "Diberikan secara manual oleh {role} dalam {span}, dengan mencatat nomor referensinya.",
        "vi": "Khoản này do {role} tự tay chi trả trong {span}, có ghi mã tham chiếu.",
    },
    "hand.else": {
        "en": "If no system pays it, it is given by hand by {role} within {span}, who notes under which reference.",
        "id": "Jika tidak ada sistem yang membayarnya, {role} memberikannya secara manual dalam {span}, dengan mencatat"
        " nomor referensinya.",
        "vi": "Nếu không hệ thống nào trả được thì {role} tự tay chi trả trong {span}, có ghi mã tham chiếu.",
    },
    "block.refused": {"en": "If it is not granted:", "id": "Jika tidak dikabulkan:", "vi": "Nếu không được duyệt:"},
    # --- wait, undo --------------------------------------------------------------------------------------------------
    "wait.for": {"en": "We wait {span}.", "id": "Kami menunggu {span}.", "vi": "Chúng tôi chờ {span}."},
    "wait.until": {
        "en": "We wait until {moment}, for {span} at most.", "id": "Kami menunggu sampai {moment}, paling lama {span}.",
        "vi": "Chúng tôi chờ đến {moment}, tối đa {span}.",
    },
    "wait.event": {
        "en": "We wait for “{event}”, for {span} at most.", "id": "Kami menunggu “{event}”, paling lama {span}.",
        "vi": "Chúng tôi chờ “{event}”, tối đa {span}.",
    },
    "block.late": {"en": "If it does not come:", "id": "Jika tidak datang:", "vi": "Nếu không đến:"},
    "block.late.nothing": {
        "en": "If it does not come, we go on.", "id": "Jika tidak datang, kami lanjut.",
        "vi": "Nếu không đến thì chúng tôi đi tiếp.",
    },
    "block.none-worked.nothing": {
        "en": "If it works for none of them, we go on.", "id": "Jika tidak ada yang berhasil, kami lanjut.",
        "vi": "Nếu không mục nào thành công thì chúng tôi đi tiếp.",
    },
    "undo": {
        "en": "We take this back: {what}.", "id": "Kami membatalkan ini: {what}.",
        "vi": "Chúng tôi hủy việc này: {what}.",
    },
    # --- Blocks ------------------------------------------------------------------------------------------------------
    "choose": {
        "en": "What comes next depends.", "id": "Langkah berikutnya tergantung keadaan.",
        "vi": "Bước tiếp theo tùy trường hợp.",
    },
    "block.way": {"en": "If {when}:", "id": "Jika {when}:", "vi": "Nếu {when}:"},
    "block.way.nothing": {
        "en": "If {when}, nothing more is done here.", "id": "Jika {when}, tidak ada lagi yang dikerjakan di sini.",
        "vi": "Nếu {when} thì không làm gì thêm ở đây.",
    },
    "block.else": {"en": "Otherwise:", "id": "Selain itu:", "vi": "Còn lại:"},
    "block.else.nothing": {
        "en": "Otherwise nothing more is done here.", "id": "Selain itu, tidak ada lagi yang dikerjakan di sini.",
        "vi": "Còn lại thì không làm gì thêm ở đây.",
    },
    "together.all": {
        "en": "These go on side by side; we go on when all are done.",
        "id": "Ini berjalan bersamaan; kami lanjut bila semuanya selesai.",
        "vi": "Những việc này tiến hành cùng lúc; chúng tôi đi tiếp khi tất cả đã xong.",
    },
    "together.some": {
        "en": "These go on side by side; we go on when {n} of them are done.",
        "id": "Ini berjalan bersamaan; kami lanjut bila {n} di antaranya selesai.",
        "vi": "Những việc này tiến hành cùng lúc; chúng tôi đi tiếp khi {n} việc đã xong.",
    },
    "together.go_on": {
        "en": "After {span} we go on without the rest.", "id": "Sesudah {span} kami lanjut tanpa sisanya.",
        "vi": "Sau {span} chúng tôi đi tiếp, không chờ phần còn lại.",
    },
    "together.stop": {
        "en": "If that takes longer than {span}, it has failed.", "id": "Bila lebih lama dari {span}, dianggap gagal.",
        "vi": "Nếu kéo dài hơn {span} thì coi như thất bại.",
    },
    "block.branch": {"en": "“{name}”:", "id": "“{name}”:", "vi": "“{name}”:"},
    "each": {
        "en": "We do this for each of {items}, {n} at most, one after the other:",
        "id": "Ini kami lakukan untuk setiap {items}, paling banyak {n}, satu demi satu:",
        "vi": "Chúng tôi làm việc này cho từng mục trong {items}, tối đa {n}, lần lượt:",
    },
    "each.at-once": {
        "en": "We do this for each of {items}, {n} at most, {m} at a time:",
        "id": "Ini kami lakukan untuk setiap {items}, paling banyak {n}, {m} sekaligus:",
        "vi": "Chúng tôi làm việc này cho từng mục trong {items}, tối đa {n}, {m} mục cùng lúc:",
    },
    "each.until": {
        "en": "We go through {items}, {n} at most, until it works for one; what did not work is taken back first:",
        "id": "Kami menelusuri {items}, paling banyak {n}, sampai satu berhasil; yang gagal dibatalkan dahulu:",
        "vi": "Chúng tôi lần lượt xét {items}, tối đa {n}, đến khi một mục thành công; mục không được thì hủy trước:",
    },
    "block.none-worked": {
        "en": "If it works for none of them:", "id": "Jika tidak ada yang berhasil:",
        "vi": "Nếu không mục nào thành công:",
    },
    "in-time.try": {
        "en": "What cannot end before the remedy is useless is not begun; what is half done then is taken back.",
        "id": "Yang tak dapat selesai sebelum penggantian tak berguna tidak dimulai; yang setengah jalan dibatalkan.",
        "vi": "Việc không thể xong trước khi hết ích lợi thì không bắt đầu; việc dở dang lúc đó được hoàn tác.",
    },
    "in-time.offer": {
        "en": "An answer counts until the remedy is useless, not longer.",
        "id": "Jawaban berlaku sampai penggantian tak berguna lagi, tidak lebih lama.",
        "vi": "Câu trả lời chỉ có giá trị đến khi việc khắc phục hết ích lợi.",
    },
    "try": {
        "en": "We try this as a whole:", "id": "Kami mencoba ini sebagai satu kesatuan:",
        "vi": "Chúng tôi thử trọn vẹn phương án này:",
    },
    "block.next": {
        "en": (
            "If any of it is refused, fails or is late, what was done is taken back, the last first, and we try "
            "this:"
        ),
        "id": (
            "Jika ada yang ditolak, gagal, atau terlambat, yang sudah dikerjakan dibatalkan dari yang terakhir, "
            "lalu kami mencoba ini:"
        ),
        "vi": (
            "Nếu có việc bị từ chối, thất bại hoặc trễ, những gì đã làm được hủy từ việc cuối cùng, rồi chúng tôi "
            "thử:"
        ),
    },
    "block.otherwise": {
        "en": "If any of it is refused, fails or is late, what was done is taken back, the last first, and then:",
        "id": (
            "Jika ada yang ditolak, gagal, atau terlambat, yang sudah dikerjakan dibatalkan dari yang terakhir, "
            "lalu:"
        ),
        "vi": "Nếu có việc bị từ chối, thất bại hoặc trễ, những gì đã làm được hủy từ việc cuối cùng, sau đó:",
    },
    "block.otherwise.nothing": {
        "en": "If any of it is refused, fails or is late, what was done is taken back, the last first, and we go on.",
        "id": (
            "Jika ada yang ditolak, gagal, atau terlambat, yang sudah dikerjakan dibatalkan dari yang terakhir, "
            "lalu kami lanjut."
        ),
        "vi": (
            "Nếu có việc bị từ chối, thất bại hoặc trễ, những gì đã làm được hủy từ việc cuối cùng, rồi chúng tôi "
            "đi tiếp."
        ),
    },
    "block.failed": {
        "en": (
            "If any of it is refused, fails or is late, what was done is taken back, the last first, and this step "
            "has failed."
        ),
        "id": (
            "Jika ada yang ditolak, gagal, atau terlambat, yang sudah dikerjakan dibatalkan dari yang terakhir, "
            "dan langkah ini gagal."
        ),
        "vi": (
            "Nếu có việc bị từ chối, thất bại hoặc trễ, những gì đã làm được hủy từ việc cuối cùng, và bước này "
            "coi như thất bại."
        ),
    },
    # --- Steps made of steps -----------------------------------------------------------------------------------------
    "run": {
        "en": "We follow the playbook “{title}” as a part of this one:",
        "id": "Kami menjalankan rencana “{title}” sebagai bagian:",
        "vi": "Chúng tôi thực hiện kế hoạch “{title}” như một phần:",
    },
    "run.given": {
        "en": "We follow the playbook “{title}” as a part of this one, with {given}:",
        "id": "Kami menjalankan rencana “{title}” sebagai bagian, dengan {given}:",
        "vi": "Chúng tôi thực hiện kế hoạch “{title}” như một phần, với {given}:",
    },
    "delegate": {
        "en": "We hand this to {role}: “{words}”; done and attested within {span}.",
        "id": "Kami menyerahkan ini kepada {role}: “{words}”; selesai dan dibuktikan dalam {span}.",
        "vi": "Chúng tôi giao việc này cho {role}: “{words}”; làm xong và xác nhận trong {span}.",
    },
    "block.take-back": {
        "en": "If that does not happen in time, we take it back:",
        "id": "Jika tidak tepat waktu, kami mengambilnya kembali:", "vi": "Nếu không kịp, chúng tôi nhận lại việc:",
    },
    "block.taken-back": {
        "en": "If that does not happen in time, we take it back.",
        "id": "Jika tidak tepat waktu, kami mengambilnya kembali.", "vi": "Nếu không kịp, chúng tôi nhận lại việc.",
    },
    "recharge": {
        "en": "We charge {role} for what that cost us: {amount}.",
        "id": "Kami membebankan biayanya kepada {role}: {amount}.",
        "vi": "Chúng tôi tính chi phí đó cho {role}: {amount}.",
    },
    "self_service": {
        "en": "Customers can do this themselves, by {via}, within {span}: “{words}”.",
        "id": "Pelanggan dapat melakukannya sendiri, lewat {via}, dalam {span}: “{words}”.",
        "vi": "Khách hàng có thể tự làm, qua {via}, trong {span}: “{words}”.",
    },
    "block.helped": {
        "en": "If they do not, or the case is critical, a person helps:",
        "id": "Jika tidak, atau perkaranya gawat, seseorang membantu:",
        "vi": "Nếu khách không tự làm, hoặc vụ việc khẩn cấp, sẽ có người giúp:",
    },
    "declare": {
        "en": (
            "We declare a mass failure “{failure}”: affected are {whom}, and each of them gets the playbook "
            "“{playbook}”."
        ),
        "id": (
            "Kami menyatakan kegagalan massal “{failure}”: yang terdampak {whom}, masing-masing mendapat rencana "
            "“{playbook}”."
        ),
        "vi": (
            "Chúng tôi công bố sự cố hàng loạt “{failure}”: bị ảnh hưởng là {whom}, mỗi người theo kế hoạch "
            "“{playbook}”."
        ),
    },
    "declare.confirm": {
        "en": "Nobody gets it before {role} has confirmed the list, within {span}.",
        "id": "Belum berlaku sebelum {role} mengesahkan daftarnya, dalam {span}.",
        "vi": "Chưa áp dụng trước khi {role} xác nhận danh sách, trong {span}.",
    },
    "hand_to_sales": {
        "en": "If {when}, nothing is owed any more and the case is not critical, we hand the customer over: {lead}.",
        "id": "Jika {when}, tidak ada lagi kewajiban, dan perkaranya tidak gawat, pelanggan kami serahkan: {lead}.",
        "vi": "Nếu {when}, không còn nghĩa vụ gì và vụ việc không khẩn cấp, chúng tôi chuyển khách hàng: {lead}.",
    },
}  # fmt: skip
