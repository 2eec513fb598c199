"""The sentences in which a case is told, in every language Makegood speaks. One table, so that a translator sees all.

Placeholders in braces are filled by domain/views/explain.py with values already put into the language.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.views.approving_phrases import APPROVING_PHRASES
from domain.views.budget_phrases import BUDGET_PHRASES
from domain.views.ending_phrases import ENDING_PHRASES
from domain.views.entitled_phrases import ENTITLED_PHRASES
from domain.views.promise_phrases import PROMISE_PHRASES
from domain.views.remedy_phrases import REMEDY_PHRASES
from domain.views.sign_phrases import SIGN_PHRASES

PHRASES: Mapping[str, Mapping[str, str]] = {
    "opened": {
        "en": "On {at} we learned that something went wrong: {title}.",
        "id": "Pada {at} kami mengetahui ada yang tidak beres: {title}.",
        "vi": "Vào {at}, chúng tôi được biết đã có sự cố: {title}.",
    },
    "promised": {
        "en": "What had been promised: {promised}. What was delivered: {delivered}.",
        "id": "Yang dijanjikan: {promised}. Yang terjadi: {delivered}.",
        "vi": "Điều đã hứa: {promised}. Thực tế: {delivered}.",
    },
    "tier.routine": {
        "en": "We judged it a routine matter.",
        "id": "Kami menilainya sebagai perkara biasa.",
        "vi": "Chúng tôi đánh giá đây là việc thông thường.",
    },
    "tier.elevated": {
        "en": "We judged that it needs more than routine attention.",
        "id": "Kami menilai hal ini perlu perhatian lebih dari biasa.",
        "vi": "Chúng tôi đánh giá việc này cần được quan tâm hơn bình thường.",
    },
    "tier.high": {
        "en": "We judged it serious and gave it precedence.",
        "id": "Kami menilainya serius dan mendahulukannya.",
        "vi": "Chúng tôi đánh giá việc này nghiêm trọng và ưu tiên xử lý.",
    },
    "tier.critical": {
        "en": "We judged it critical: somebody's safety, rights or livelihood is at stake.",
        "id": "Kami menilainya gawat: keselamatan, hak, atau nafkah seseorang dipertaruhkan.",
        "vi": "Chúng tôi đánh giá việc này ở mức khẩn cấp: liên quan đến an toàn, quyền lợi hoặc sinh kế.",
    },
    "weighed": {
        "en": "What was weighed: that harm follows is {likelihood}; {levels}.",
        "id": "Yang ditimbang: kemungkinan timbul kerugian {likelihood}; {levels}.",
        "vi": "Những điều đã cân nhắc: khả năng gây thiệt hại {likelihood}; {levels}.",
    },
    "weighed.more": {
        "en": "What makes it weigh more: {reasons}.",
        "id": "Yang memperberat: {reasons}.",
        "vi": "Điều khiến việc này nặng hơn: {reasons}.",
    },
    "risk.raised": {
        "en": "{at}: we judged it anew and take it more seriously: {tier}.",
        "id": "{at}: kami menilainya kembali dan menanganinya lebih serius: {tier}.",
        "vi": "{at}: chúng tôi đánh giá lại và xử lý nghiêm túc hơn: {tier}.",
    },
    "risk.lowered": {
        "en": "{at}: two of us judged that it is less serious than we took it: {tier}, because {why}.",
        "id": "{at}: dua orang dari kami menilai ini tidak seberat dugaan semula: {tier}, karena {why}.",
        "vi": "{at}: hai người của chúng tôi đánh giá việc này nhẹ hơn: {tier}, vì {why}.",
    },
    "risk.lowered.outward": {
        "en": "{at}: two of us judged that it is less serious than we took it: {tier}.",
        "id": "{at}: dua orang dari kami menilai ini tidak seberat dugaan semula: {tier}.",
        "vi": "{at}: hai người của chúng tôi đánh giá việc này nhẹ hơn: {tier}.",
    },
    "unfit.escalate": {
        "en": "{at}: nobody at hand had what this work takes; we asked a head who does it.",
        "id": "{at}: tidak ada petugas yang memenuhi syarat untuk ini; kami meminta atasan menentukannya.",
        "vi": "{at}: chưa có ai đủ điều kiện cho việc này; chúng tôi đã nhờ cấp trên quyết định.",
    },
    "unfit.wait": {
        "en": "{at}: nobody at hand has what this work takes; it waits for somebody who does.",
        "id": "{at}: belum ada petugas yang memenuhi syarat untuk ini; kami menunggu yang tepat.",
        "vi": "{at}: chưa có ai đủ điều kiện cho việc này; chúng tôi đang chờ người phù hợp.",
    },
    "given-up.useless": {
        "en": "{at}: this would have come too late to be of use, so we took another way.",
        "id": "{at}: ini akan terlambat untuk berguna, jadi kami menempuh cara lain.",
        "vi": "{at}: cách này sẽ quá muộn để còn ích lợi, nên chúng tôi chọn cách khác.",
    },
    "given-up.person": {
        "en": "{at}: we did not leave it to you to help yourself; one of us sees to it.",
        "id": "{at}: kami tidak meminta Anda menanganinya sendiri; petugas kami yang mengurusnya.",
        "vi": "{at}: chúng tôi không để quý khách tự xử lý; nhân viên của chúng tôi sẽ lo việc này.",
    },
    "promise": {
        "en": "We promised to {what} by {due}",
        "id": "Kami berjanji untuk {what} paling lambat {due}",
        "vi": "Chúng tôi đã hứa {what} trước {due}",
    },
    "promise.ahead": {
        "en": "We will {what} by {due}", "id": "Kami akan {what} paling lambat {due}",
        "vi": "Chúng tôi sẽ {what} trước {due}",
    },
    "promise.open": {
        "en": "; that still runs.",
        "id": "; tenggat itu masih berjalan.",
        "vi": "; thời hạn này vẫn đang tính.",
    },
    "promise.kept": {
        "en": ", and kept it on {at}.",
        "id": ", dan menepatinya pada {at}.",
        "vi": " và đã giữ lời vào {at}.",
    },
    "promise.broken": {
        "en": ", and did not keep it. We are sorry.",
        "id": ", dan tidak menepatinya. Kami mohon maaf.",
        "vi": " nhưng đã không giữ được. Chúng tôi xin lỗi.",
    },
    "reported-before": {
        "en": "It had been reported before that, on {at}.", "id": "Hal itu sudah dilaporkan sebelumnya, pada {at}.",
        "vi": "Việc này đã được báo từ trước, vào {at}.",
    },
    "promise.again": {
        "en": "We promised to write to you at least every {span}, and did so {kept} times in time, {broken} times not.",
        "id": "Kami berjanji mengabari Anda setidaknya setiap {span}; {kept} kali tepat waktu, {broken} kali tidak.",
        "vi": "Chúng tôi đã hứa báo tin ít nhất mỗi {span}; {kept} lần đúng hẹn, {broken} lần không.",
    },
    "what.acknowledge": {"en": "answer you", "id": "menjawab Anda", "vi": "phản hồi quý khách"},
    "what.first_action": {
        "en": "start working on it", "id": "mulai menanganinya", "vi": "bắt tay vào xử lý",
    },
    "what.decision": {
        "en": "tell you what we decide", "id": "menyampaikan keputusan kami", "vi": "báo quyết định của chúng tôi",
    },
    "what.resolve": {"en": "put it right", "id": "menyelesaikannya", "vi": "giải quyết xong"},
    "what.other": {"en": "{thing}", "id": "{thing}", "vi": "{thing}"},
    "done": {
        "en": "{at}: we managed to {what}.",
        "id": "{at}: kami berhasil {what}.",
        "vi": "{at}: chúng tôi đã {what}.",
    },
    "done.plain": {
        "en": "{at}: we took a step towards putting it right.",
        "id": "{at}: kami mengambil satu langkah untuk memperbaikinya.",
        "vi": "{at}: chúng tôi đã thực hiện một bước để khắc phục.",
    },
    "step.plain": {
        "en": "a step towards putting it right", "id": "satu langkah untuk memperbaikinya",
        "vi": "một bước để khắc phục",
    },
    "step.letter": {"en": "a message to you", "id": "pesan kepada Anda", "vi": "tin nhắn gửi quý khách"},
    "told": {
        "en": "{at}: we wrote to you.",
        "id": "{at}: kami menulis kepada Anda.",
        "vi": "{at}: chúng tôi đã viết cho quý khách.",
    },
    "told.giving": {
        "en": "{at}: we wrote to you: {what}.",
        "id": "{at}: kami menulis kepada Anda: {what}.",
        "vi": "{at}: chúng tôi đã viết cho quý khách: {what}.",
    },
    "told.apology": {"en": "our apology", "id": "permintaan maaf kami", "vi": "lời xin lỗi của chúng tôi"},
    "told.explanation": {"en": "what happened and why", "id": "penjelasan kami", "vi": "lời giải thích của chúng tôi"},
    "told.hearing": {
        "en": "that we want to hear you", "id": "undangan untuk menyampaikan pendapat Anda",
        "vi": "lời mời quý khách trình bày",
    },
    "told.decision": {"en": "our decision", "id": "keputusan kami", "vi": "quyết định của chúng tôi"},
    "told.route": {
        "en": "where else you can turn", "id": "ke mana lagi Anda dapat mengadu", "vi": "nơi khác có thể khiếu nại",
    },
    "channel.phone": {"en": "by phone", "id": "lewat telepon", "vi": "qua điện thoại"},
    "channel.mail": {"en": "by mail", "id": "lewat surel", "vi": "qua thư điện tử"},
    "channel.email": {"en": "by mail", "id": "lewat surel", "vi": "qua thư điện tử"},
    "channel.letter": {"en": "by letter", "id": "lewat surat", "vi": "qua thư"},
    "channel.post": {"en": "by post", "id": "lewat pos", "vi": "qua bưu điện"},
    "channel.sms": {"en": "by text message", "id": "lewat SMS", "vi": "qua tin nhắn"},
    "channel.chat": {"en": "by chat", "id": "lewat obrolan", "vi": "qua trò chuyện"},
    "channel.desk": {"en": "at the desk", "id": "di meja layanan", "vi": "tại quầy"},
    "channel.in-person": {"en": "in person", "id": "secara langsung", "vi": "trực tiếp"},
    "channel.press": {"en": "in the press", "id": "lewat pers", "vi": "qua báo chí"},
    "channel.regulator": {"en": "through a regulator", "id": "lewat regulator", "vi": "qua cơ quan quản lý"},
    "channel.social": {"en": "in public", "id": "di ruang publik", "vi": "công khai"},
    "refused": {
        "en": "{at}: it was not possible: {what}{why}.",
        "id": "{at}: tidak dapat dilakukan: {what}{why}.",
        "vi": "{at}: không thực hiện được: {what}{why}.",
    },
    "unknown": {
        "en": "{at}: for a while nobody knew whether this was done: {what}.",
        "id": "{at}: untuk sementara tidak diketahui apakah ini sudah dilakukan: {what}.",
        "vi": "{at}: trong một lúc chưa rõ việc này đã xong hay chưa: {what}.",
    },
    "established.yes": {
        "en": "{at}: we found out that it was done: {what}.",
        "id": "{at}: kami memastikan bahwa ini sudah dilakukan: {what}.",
        "vi": "{at}: chúng tôi đã xác minh là việc này đã xong: {what}.",
    },
    "established.no": {
        "en": "{at}: we found out that it was not done, and did it again: {what}.",
        "id": "{at}: kami memastikan bahwa ini belum dilakukan, lalu mengulanginya: {what}.",
        "vi": "{at}: chúng tôi đã xác minh là việc này chưa xong và làm lại: {what}.",
    },
    "late": {
        "en": "{at}: this took too long: {what}.",
        "id": "{at}: ini terlalu lama: {what}.",
        "vi": "{at}: việc này kéo dài quá lâu: {what}.",
    },
    "undo": {
        "en": "{at}: we began to take back what was half done.",
        "id": "{at}: kami mulai membatalkan apa yang baru setengah jalan.",
        "vi": "{at}: chúng tôi bắt đầu hủy những gì còn dang dở.",
    },
    "undone": {
        "en": "{at}: taken back: {what}.",
        "id": "{at}: dibatalkan: {what}.",
        "vi": "{at}: đã hủy: {what}.",
    },
    "undo.instead": {
        "en": "{at}: this could not be taken back any more, so we made it good: {what}.",
        "id": "{at}: ini tidak dapat dibatalkan, sehingga Anda mendapat gantinya: {what}.",
        "vi": "{at}: việc này không thể hủy, nên quý khách được đền bù thay thế: {what}.",
    },
    "offered": {
        "en": "{at}: we offered you a choice: {choices}; until {due}.",
        "id": "{at}: kami menawarkan pilihan: {choices}; sampai {due}.",
        "vi": "{at}: chúng tôi đề nghị quý khách chọn: {choices}; đến {due}.",
    },
    "chosen": {
        "en": "{at}: you chose: {choice}.",
        "id": "{at}: Anda memilih: {choice}.",
        "vi": "{at}: quý khách đã chọn: {choice}.",
    },
    "declined": {
        "en": "{at}: you wanted none of these.",
        "id": "{at}: Anda tidak menginginkan satu pun.",
        "vi": "{at}: quý khách không chọn phương án nào.",
    },
    "lapsed": {
        "en": "{at}: as no answer came, what we had announced applied: {choice}.",
        "id": "{at}: karena tidak ada jawaban, berlaku yang telah kami umumkan: {choice}.",
        "vi": "{at}: vì không có phản hồi, phương án đã báo trước được áp dụng: {choice}.",
    },
    "remedy.proposed": {
        "en": "{at}: you are to get: {remedy}.",
        "id": "{at}: Anda akan menerima: {remedy}.",
        "vi": "{at}: quý khách sẽ nhận: {remedy}.",
    },
    "remedy.approved": {
        "en": "{at}: a person with the authority approved it: {remedy}.",
        "id": "{at}: disetujui oleh orang yang berwenang: {remedy}.",
        "vi": "{at}: đã được người có thẩm quyền phê duyệt: {remedy}.",
    },
    "remedy.denied": {
        "en": "{at}: it was not granted: {remedy}; the reason: {why}.",
        "id": "{at}: tidak dikabulkan: {remedy}; alasannya: {why}.",
        "vi": "{at}: không được chấp thuận: {remedy}; lý do: {why}.",
    },
    "remedy.gone-on-without": {
        "en": "{at}: we went on without this: {remedy}.", "id": "{at}: kami melanjutkan tanpa ini: {remedy}.",
        "vi": "{at}: chúng tôi tiếp tục mà không có khoản này: {remedy}.",
    },
    "remedy.proposed-for-another": {
        "en": "{at}: to be given: {remedy}.",
        "id": "{at}: akan diberikan: {remedy}.",
        "vi": "{at}: sẽ trao: {remedy}.",
    },
    "remedy.provided": {
        "en": "{at}: provided for you: {remedy}.",
        "id": "{at}: disediakan untuk Anda: {remedy}.",
        "vi": "{at}: đã cung cấp cho quý khách: {remedy}.",
    },
    "remedy.provided-to-another": {
        "en": "{at}: provided: {remedy}.",
        "id": "{at}: disediakan: {remedy}.",
        "vi": "{at}: đã cung cấp: {remedy}.",
    },
    "remedy.of": {"en": "{remedy} for {whom}", "id": "{remedy} untuk {whom}", "vi": "{remedy} cho {whom}"},
    "remedy.paid": {
        "en": "{at}: you got {remedy}.",
        "id": "{at}: Anda telah menerima {remedy}.",
        "vi": "{at}: quý khách đã nhận {remedy}.",
    },
    "remedy.paid-to-another": {
        "en": "{at}: we gave {remedy}.",
        "id": "{at}: kami memberikan {remedy}.",
        "vi": "{at}: chúng tôi đã trao {remedy}.",
    },
    "remedy.of-another": {
        "en": "{remedy} for somebody else of this case",
        "id": "{remedy} untuk orang lain dalam perkara ini",
        "vi": "{remedy} cho người khác trong vụ việc này",
    },
    "informed": {
        "en": "{at}: we told you where things stand.",
        "id": "{at}: kami mengabari Anda perkembangannya.",
        "vi": "{at}: chúng tôi đã báo cho quý khách tình hình.",
    },
    "changed": {
        "en": "{at}: more became known: {why}.",
        "id": "{at}: ada perkembangan: {why}.",
        "vi": "{at}: có thêm thông tin: {why}.",
    },
    "answer.void": {
        "en": "{at}: for that, an answer counts no more that was given before; the question is asked anew.",
        "id": "{at}: karena itu, jawaban yang diberikan sebelumnya tidak berlaku lagi; pertanyaannya diajukan kembali.",
        "vi": "{at}: vì vậy, câu trả lời đưa ra trước đó không còn giá trị; câu hỏi được hỏi lại.",
    },
    "changed.outward": {
        "en": "{at}: more became known about it.",
        "id": "{at}: kami mengetahui lebih banyak tentang hal ini.",
        "vi": "{at}: chúng tôi có thêm thông tin về việc này.",
    },
    "changed.missing": {
        "en": "what was missing to say what is owed", "id": "hal yang kurang untuk menentukan hak pelanggan",
        "vi": "điều còn thiếu để xác định khách được hưởng gì",
    },
    "interrupt": {
        "en": "{at}: because of that we did more than was planned at first.",
        "id": "{at}: karena itu kami melakukan lebih dari rencana semula.",
        "vi": "{at}: vì vậy chúng tôi đã làm thêm ngoài kế hoạch ban đầu.",
    },
    "part": {
        "en": "{at}: we also followed our plan for this: {what}.",
        "id": "{at}: kami juga menjalankan rencana kami untuk ini: {what}.",
        "vi": "{at}: chúng tôi cũng thực hiện kế hoạch cho việc này: {what}.",
    },
    "cover": {
        "en": "{at}: we pay for {what} against receipts, up to {amount} in all, until {until}.",
        "id": "{at}: kami membayar {what} dengan kuitansi, hingga {amount} seluruhnya, sampai {until}.",
        "vi": "{at}: chúng tôi chi trả {what} theo hóa đơn, tổng cộng đến {amount}, đến {until}.",
    },
    "receipt": {
        "en": "{at}: you sent a receipt over {amount}.",
        "id": "{at}: Anda mengirim kuitansi sebesar {amount}.",
        "vi": "{at}: quý khách đã gửi hóa đơn {amount}.",
    },
    "receipt.left": {
        "en": "Of {up_to} for {what}, {left} are left: you can send us a receipt, this one put right or another, until "
        "{until}.",
        "id": "Dari {up_to} untuk {what} masih tersisa {left}: Anda dapat mengirim kuitansi, yang ini setelah "
        "dilengkapi atau yang lain, sampai {until}.",
        "vi": "Trong {up_to} cho {what} còn lại {left}: quý khách có thể gửi hóa đơn, bản đã bổ sung hoặc hóa đơn "
        "khác, đến {until}.",
    },
    "receipt.cut": {
        "en": "Of your receipt over {amount} we pay {paid}: receipts are paid up to {up_to} in all, and no more was "
        "left.",
        "id": "Dari kuitansi Anda sebesar {amount} kami bayar {paid}: seluruh kuitansi ditanggung hingga {up_to}, dan "
        "hanya itu sisanya.",
        "vi": "Với hóa đơn {amount} của quý khách, chúng tôi trả {paid}: tổng các hóa đơn được chi trả đến {up_to} và "
        "chỉ còn chừng đó.",
    },
    "receipt.used-up": {
        "en": "Your receipt over {amount} is not paid: receipts are paid up to {up_to} in all, and nothing was left.",
        "id": "Kuitansi Anda sebesar {amount} tidak dibayar: seluruh kuitansi ditanggung hingga {up_to}, dan itu sudah "
        "habis.",
        "vi": "Hóa đơn {amount} của quý khách không được trả: tổng các hóa đơn được chi trả đến {up_to} và đã "
        "dùng hết.",
    },
    "receipt.called-off": {
        "en": "Your receipt over {amount} is not paid: the case ended before.",
        "id": "Kuitansi Anda sebesar {amount} tidak dibayar: perkara ini berakhir sebelumnya.",
        "vi": "Hóa đơn {amount} của quý khách không được trả: vụ việc đã kết thúc trước đó.",
    },
    "receipt.looked-at": {
        "en": "Your receipt over {amount} is not paid: a person looked at it again, and it goes beyond what we "
        "give here.",
        "id": "Kuitansi Anda sebesar {amount} tidak dibayar: seseorang telah memeriksanya kembali, dan ini melampaui "
        "apa yang kami berikan di sini.",
        "vi": "Hóa đơn {amount} của quý khách không được trả: đã có người xem lại, và khoản này vượt quá những gì "
        "chúng tôi cấp ở đây.",
    },
    "receipt.denied": {
        "en": "Your receipt over {amount} is not paid: {why}.",
        "id": "Kuitansi Anda sebesar {amount} tidak dibayar: {why}.",
        "vi": "Hóa đơn {amount} của quý khách không được trả: {why}.",
    },
    "cover.time": {
        "en": "{at}: the time for receipts was over.",
        "id": "{at}: waktu untuk kuitansi berakhir.",
        "vi": "{at}: đã hết thời hạn gửi hóa đơn.",
    },
    "cover.used-up": {
        "en": "{at}: all that was covered was paid.",
        "id": "{at}: semua yang ditanggung sudah dibayar.",
        "vi": "{at}: toàn bộ khoản được chi trả đã thanh toán.",
    },
    "cover.called-off": {
        "en": "{at}: no more receipts are taken.",
        "id": "{at}: kuitansi tidak diterima lagi.",
        "vi": "{at}: không nhận thêm hóa đơn.",
    },
    "asked.customer": {
        "en": "{at}: we asked you: {what}; by {due}.",
        "id": "{at}: kami meminta Anda: {what}; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã nhờ quý khách: {what}; trước {due}.",
    },
    "asked.partner": {
        "en": "{at}: we handed this to a partner: {what}; by {due}.",
        "id": "{at}: kami menyerahkan ini kepada mitra: {what}; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã giao việc này cho đối tác: {what}; trước {due}.",
    },
    "asked.second": {
        "en": "{at}: we asked a second person to look at it independently: {what}; by {due}.",
        "id": "{at}: kami meminta orang kedua memeriksanya secara terpisah: {what}; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã nhờ người thứ hai xem xét độc lập: {what}; trước {due}.",
    },
    "asked.settle": {
        "en": "{at}: the two did not agree; the one in charge decides: {what}; by {due}.",
        "id": "{at}: keduanya tidak sepakat; penanggung jawab yang memutuskan: {what}; paling lambat {due}.",
        "vi": "{at}: hai người không thống nhất; người phụ trách quyết định: {what}; trước {due}.",
    },
    "asked.call": {
        "en": "{at}: we asked a colleague to call you: {what}; by {due}.",
        "id": "{at}: kami meminta rekan menelepon Anda: {what}; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã nhờ đồng nghiệp gọi cho quý khách: {what}; trước {due}.",
    },
    "handed-on": {
        "en": "{at}: we handed this to a partner; by {due}.",
        "id": "{at}: kami menyerahkan ini kepada mitra; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã giao việc này cho đối tác; trước {due}.",
    },
    "will-call": {
        "en": "{at}: one of us will call you by {due}.",
        "id": "{at}: petugas kami akan menelepon Anda paling lambat {due}.",
        "vi": "{at}: nhân viên của chúng tôi sẽ gọi cho quý khách trước {due}.",
    },
    "your-choice": {"en": "your choice", "id": "pilihan Anda", "vi": "lựa chọn của quý khách"},
    "taken-back": {
        "en": "{at}: the partner did not do it in time; we took it back.",
        "id": "{at}: mitra tidak mengerjakannya tepat waktu; kami mengambilnya kembali.",
        "vi": "{at}: đối tác không làm kịp; chúng tôi đã nhận lại việc.",
    },
    "asked": {
        "en": "{at}: we asked a colleague: {what}; by {due}.",
        "id": "{at}: kami meminta seorang rekan: {what}; paling lambat {due}.",
        "vi": "{at}: chúng tôi đã giao cho đồng nghiệp: {what}; trước {due}.",
    },
    "answered": {
        "en": "{at}: that was done: {what}.",
        "id": "{at}: itu sudah dikerjakan: {what}.",
        "vi": "{at}: việc đó đã xong: {what}.",
    },
    "escalated": {
        "en": "{at}: we called in somebody with more authority.",
        "id": "{at}: kami melibatkan orang dengan wewenang lebih besar.",
        "vi": "{at}: chúng tôi đã chuyển lên cấp có thẩm quyền cao hơn.",
    },
    "resolved.otherwise": {
        "en": "On {at} our part in it was done.", "id": "Pada {at} bagian kami dalam perkara ini selesai.",
        "vi": "Vào {at}, phần việc của chúng tôi đã xong.",
    },
    "resolved": {
        "en": "On {at} we considered the matter put right.",
        "id": "Pada {at} kami menganggap perkara ini selesai.",
        "vi": "Vào {at}, chúng tôi coi như việc đã được giải quyết.",
    },
    "accepted.answer": {"en": "You agreed.", "id": "Anda setuju.", "vi": "Quý khách đã đồng ý."},
    "accepted.silence": {
        "en": "You did not object in the time we had announced.",
        "id": "Anda tidak berkeberatan dalam waktu yang kami umumkan.",
        "vi": "Quý khách không phản đối trong thời hạn chúng tôi đã báo.",
    },
    "rejected": {
        "en": "On {at} you told us that you are not content, and we took the case up again.",
        "id": "Pada {at} Anda menyatakan tidak puas, dan kami membuka kembali kasus ini.",
        "vi": "Vào {at}, quý khách cho biết chưa hài lòng và chúng tôi đã mở lại vụ việc.",
    },
    "cause": {
        "en": "Why it happened: {cause}.",
        "id": "Penyebabnya: {cause}.",
        "vi": "Nguyên nhân: {cause}.",
    },
    "held": {
        "en": "{at}: the case was paused: {why}.",
        "id": "{at}: kasus dihentikan sementara: {why}.",
        "vi": "{at}: vụ việc tạm dừng: {why}.",
    },
    "held.outward": {
        "en": "{at}: we paused our work on it for a while.",
        "id": "{at}: kami menunda pengerjaannya untuk sementara.",
        "vi": "{at}: chúng tôi tạm dừng xử lý trong một thời gian.",
    },
    "reopened.outward": {
        "en": "On {at} the case was taken up again.",
        "id": "Pada {at} kasus dibuka kembali.",
        "vi": "Vào {at}, vụ việc được mở lại.",
    },
    "plan-stopped": {
        "en": "{at}: what our plan does by itself was stopped; what was under way counts, and people look after it.",
        "id": "{at}: langkah otomatis rencana kami dihentikan; yang berjalan tetap berlaku, dan petugas memantau.",
        "vi": "{at}: các bước tự động của kế hoạch đã dừng; việc đang làm vẫn có hiệu lực, và có người theo dõi.",
    },
    "plan-resumed": {
        "en": "{at}: our plan goes on where it stood.",
        "id": "{at}: rencana kami berlanjut dari tempatnya berhenti.",
        "vi": "{at}: kế hoạch của chúng tôi tiếp tục từ chỗ đã dừng.",
    },
    "about": {
        "en": "{at}: somebody whom the complaint is about has no hand in this case.",
        "id": "{at}: orang yang diadukan tidak ikut menangani kasus ini.",
        "vi": "{at}: người bị khiếu nại không tham gia xử lý vụ việc này.",
    },
    "unwanted": {
        "en": "{at}: {by} wrote down that the customer does not want “{what}”; a second person is asked to agree.",
        "id": "{at}: {by} mencatat bahwa pelanggan tidak menginginkan “{what}”; orang kedua diminta menyetujui.",
        "vi": "{at}: {by} ghi lại rằng khách hàng không muốn nhận “{what}”; người thứ hai được đề nghị xác nhận.",
    },
    "unwanted.words": {
        "en": "{at}: {by} wrote down that the customer does not want “{what}”: “{words}”. A second person is asked to"
        " agree.",
        "id": "{at}: {by} mencatat bahwa pelanggan tidak menginginkan “{what}”: “{words}”. Orang kedua diminta"
        " menyetujui.",
        "vi": "{at}: {by} ghi lại rằng khách hàng không muốn nhận “{what}”: “{words}”. Người thứ hai được đề nghị xác"
        " nhận.",
    },
    "withdrawal": {
        "en": "{at}: {by} wrote down that the customer withdrew; a second person is asked to agree.",
        "id": "{at}: {by} mencatat bahwa pelanggan menarik diri; orang kedua diminta menyetujui.",
        "vi": "{at}: {by} ghi lại rằng khách hàng rút yêu cầu; người thứ hai được đề nghị xác nhận.",
    },
    "withdrawal.words": {
        "en": "{at}: {by} wrote down that the customer withdrew: “{words}”. A second person is asked to agree.",
        "id": "{at}: {by} mencatat bahwa pelanggan menarik diri: “{words}”. Orang kedua diminta menyetujui.",
        "vi": "{at}: {by} ghi lại rằng khách hàng rút yêu cầu: “{words}”. Người thứ hai được đề nghị xác nhận.",
    },
    "withdrawn": {
        "en": "On {at} you withdrew. What was granted by then you still get; nothing more is given.",
        "id": "Pada {at} Anda menarik diri. Yang sudah disetujui tetap Anda terima; selebihnya tidak diberikan lagi.",
        "vi": "Vào {at}, quý khách rút yêu cầu. Những gì đã được duyệt vẫn được trao; không trao thêm gì nữa.",
    },
    "cancelled": {
        "en": "On {at} we called the case off: {why}.",
        "id": "Pada {at} kami membatalkan kasus ini: {why}.",
        "vi": "Vào {at}, chúng tôi đã hủy vụ việc: {why}.",
    },
    "reopened": {
        "en": "On {at} the case was taken up again: {why}.",
        "id": "Pada {at} kasus dibuka kembali: {why}.",
        "vi": "Vào {at}, vụ việc được mở lại: {why}.",
    },
    "closed": {
        "en": "The case was closed on {at}: {outcome}.",
        "id": "Kasus ditutup pada {at}: {outcome}.",
        "vi": "Vụ việc đã đóng vào {at}: {outcome}.",
    },
    "open.waits": {
        "en": "The case is open. It waits for: {what}, until {due}.",
        "id": "Kasus masih terbuka. Menunggu: {what}, sampai {due}.",
        "vi": "Vụ việc còn mở. Đang chờ: {what}, đến {due}.",
    },
    "open": {
        "en": "The case is open; we are working on it.",
        "id": "Kasus masih terbuka; kami sedang mengerjakannya.",
        "vi": "Vụ việc còn mở; chúng tôi đang xử lý.",
    },
    "outcome.solved": {"en": "it was put right", "id": "sudah diselesaikan", "vi": "đã được giải quyết"},
    "outcome.alternative accepted": {
        "en": "you accepted an alternative", "id": "Anda menerima alternatif", "vi": "quý khách đã nhận phương án khác",
    },
    "outcome.withdrawn": {"en": "you withdrew", "id": "Anda menarik diri", "vi": "quý khách rút yêu cầu"},
    "outcome.no failure found": {
        "en": "no failure was found", "id": "tidak ditemukan kegagalan", "vi": "không phát hiện sai sót",
    },
    "ground.itself": {
        "en": "{entry}: {remedy}. The playbook granted it by itself on {at}: it grants up to {limit} without asking.",
        "id": "{entry}: {remedy}. Rencana memberikannya sendiri pada {at}: hingga {limit} tanpa bertanya.",
        "vi": "{entry}: {remedy}. Kế hoạch tự cấp vào {at}: đến {limit} không cần hỏi.",
    },
    "ground.granted": {
        "en": "{entry}: {remedy}. Granted on {at} by {who} as {role}, {reach}.",
        "id": "{entry}: {remedy}. Diberikan pada {at} oleh {who} sebagai {role}, {reach}.",
        "vi": "{entry}: {remedy}. Được cấp vào {at} bởi {who} với vai trò {role}, {reach}.",
    },
    "ground.line": {
        "en": "By the line “{line}” of the house's table of authority ({table}).",
        "id": "Menurut baris “{line}” dari tabel wewenang ({table}).",
        "vi": "Theo dòng “{line}” của bảng thẩm quyền ({table}).",
    },
    "ground.standing-in": {
        "en": "They stood in for: {who}.", "id": "Mewakili: {who}.", "vi": "Thay mặt cho: {who}.",
    },
    "ground.barred": {
        "en": "Could not have decided: {who}.", "id": "Tidak boleh memutuskan: {who}.",
        "vi": "Không được quyết định: {who}.",
    },
    "ground.denied": {
        "en": "{entry}: {remedy}. Denied on {at} by {who}: {why}.",
        "id": "{entry}: {remedy}. Ditolak pada {at} oleh {who}: {why}.",
        "vi": "{entry}: {remedy}. Bị từ chối vào {at} bởi {who}: {why}.",
    },
    "ground.open": {
        "en": "{entry}: {remedy}. Nobody has decided about it.",
        "id": "{entry}: {remedy}. Belum ada yang memutuskan.",
        "vi": "{entry}: {remedy}. Chưa ai quyết định.",
    },
    "ground.all-set-off": {
        "en": "{entry}: {remedy}. All of it was set off: nothing was left to decide.",
        "id": "{entry}: {remedy}. Semuanya sudah diperhitungkan: tidak ada lagi yang perlu diputuskan.",
        "vi": "{entry}: {remedy}. Đã được trừ hết: không còn gì để quyết định.",
    },
    "ground.set-off": {
        "en": "{amount} was set off: it came from elsewhere ({source}), as {who} said; it shows by: {evidence}.",
        "id": "{amount} diperhitungkan: sudah diterima dari pihak lain ({source}), kata {who}; buktinya: {evidence}.",
        "vi": "Đã trừ {amount}: đã nhận từ nơi khác ({source}), theo lời {who}; chứng cứ: {evidence}.",
    },
    "ground.up-to": {"en": "who may grant up to {limit}", "id": "yang berwenang hingga {limit}",
                     "vi": "được cấp đến {limit}"},
    "ground.no-limit": {"en": "who may grant without limit", "id": "yang berwenang tanpa batas",
                        "vi": "được cấp không giới hạn"},
    "ground.basis": {"en": "Basis: {basis}.", "id": "Dasar: {basis}.", "vi": "Căn cứ: {basis}."},
    "ground.facts": {"en": "Worked out from: {facts}.", "id": "Dihitung dari: {facts}.", "vi": "Tính từ: {facts}."},
    "ground.asked": {
        "en": "It rests on what these said or did: {who}.", "id": "Bersandar pada ucapan atau tindakan: {who}.",
        "vi": "Dựa trên lời nói hoặc việc làm của: {who}.",
    },
    "remedy.refund": {
        "en": "a refund of {amount}", "id": "pengembalian dana {amount}", "vi": "khoản hoàn tiền {amount}",
    },
    "remedy.voucher": {
        "en": "a voucher worth {amount}", "id": "voucher senilai {amount}", "vi": "phiếu trị giá {amount}",
    },
    "remedy.other": {"en": "{kind}{amount}", "id": "{kind}{amount}", "vi": "{kind}{amount}"},
    **APPROVING_PHRASES,
    **BUDGET_PHRASES,
    **ENTITLED_PHRASES,
    **PROMISE_PHRASES,
    **ENDING_PHRASES,
    **REMEDY_PHRASES, **SIGN_PHRASES,
}  # fmt: skip


def phrase(name: str, language: str, **parts: str) -> str:
    """Return a sentence in a language, English where the language is not spoken here."""
    by_language = PHRASES[name]
    return by_language.get(language, by_language["en"]).format(**parts)
