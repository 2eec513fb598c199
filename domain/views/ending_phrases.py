"""The sentences in which the end of a case is told: what was found and hoped for, who it goes to, what it came to."""

from __future__ import annotations

from collections.abc import Mapping

ENDING_PHRASES: Mapping[str, Mapping[str, str]] = {
    "finding.upheld": {
        "en": "{at}: we found that you are right: {why}.", "id": "{at}: kami menyimpulkan bahwa Anda benar: {why}.",
        "vi": "{at}: chúng tôi kết luận quý khách đúng: {why}.",
    },
    "finding.partly": {
        "en": "{at}: we found that you are right in part: {why}.",
        "id": "{at}: kami menyimpulkan bahwa Anda benar sebagian: {why}.",
        "vi": "{at}: chúng tôi kết luận quý khách đúng một phần: {why}.",
    },
    "finding.not upheld": {
        "en": "{at}: we found no failure of ours: {why}.",
        "id": "{at}: kami tidak menemukan kesalahan di pihak kami: {why}.",
        "vi": "{at}: chúng tôi không tìm thấy sai sót của mình: {why}.",
    },
    "finding.not ours": {
        "en": "{at}: we found that the matter is for somebody else: {why}.",
        "id": "{at}: kami menyimpulkan bahwa perkara ini urusan pihak lain: {why}.",
        "vi": "{at}: chúng tôi kết luận việc này thuộc bên khác: {why}.",
    },
    "finding.cannot tell": {
        "en": "{at}: we could not find out what happened: {why}.",
        "id": "{at}: kami tidak dapat memastikan apa yang terjadi: {why}.",
        "vi": "{at}: chúng tôi không xác định được chuyện gì đã xảy ra: {why}.",
    },
    "cancelled.outward": {
        "en": "On {at} we called the case off: {because}.", "id": "Pada {at} kami menutup perkara ini: {because}.",
        "vi": "Vào {at}, chúng tôi đã khép lại vụ việc: {because}.",
    },
    "not-given": {
        "en": "{remedy}; the reason: {why}", "id": "{remedy}; alasannya: {why}", "vi": "{remedy}; lý do: {why}",
    },
    "not-given.cover": {
        "en": "{what}: what you could still have sent receipts for, up to {left}",
        "id": "{what}: yang masih dapat Anda kirimkan kuitansinya, hingga {left}",
        "vi": "{what}: phần quý khách còn có thể gửi hóa đơn, tối đa {left}",
    },
    "not-given.owed": {
        "en": "{what}, which we had found to be owed to you ({clauses})",
        "id": "{what}, yang sudah kami nyatakan menjadi hak Anda ({clauses})",
        "vi": "{what}, khoản chúng tôi đã kết luận quý khách được hưởng ({clauses})",
    },
    "ending.called-off": {
        "en": "We do not go on with it: {because}.", "id": "Kami tidak melanjutkannya: {because}.",
        "vi": "Chúng tôi không tiếp tục xử lý: {because}.",
    },
    "ending.withdrawn": {
        "en": "On {at} we were told that you do not want to go on with it.",
        "id": "Pada {at} kami menerima kabar bahwa Anda tidak ingin melanjutkannya.",
        "vi": "Vào {at}, chúng tôi được báo rằng quý khách không muốn tiếp tục.",
    },
    "ending.merged": {
        "en": "It goes on in your case {into}, and you need not do anything for that.",
        "id": "Perkara ini dilanjutkan dalam perkara Anda {into}; Anda tidak perlu melakukan apa pun.",
        "vi": "Việc này được tiếp tục trong vụ việc {into} của quý khách; quý khách không cần làm gì thêm.",
    },
    "called-off.no-failure": {
        "en": "we looked into it and found no failure of ours",
        "id": "kami sudah memeriksanya dan tidak menemukan kesalahan di pihak kami",
        "vi": "chúng tôi đã xem xét và không tìm thấy sai sót của mình",
    },
    "called-off.no-failure.not-looked-into": {
        "en": "as we see it, no failure of ours is behind it",
        "id": "menurut kami, tidak ada kesalahan di pihak kami",
        "vi": "theo nhận định của chúng tôi, việc này không do sai sót của chúng tôi",
    },
    "called-off.duplicate": {
        "en": "it is about the same matter as another case of yours, and goes on there",
        "id": "hal ini sama dengan perkara Anda yang lain, dan dilanjutkan di sana",
        "vi": "việc này trùng với một vụ việc khác của quý khách và được xử lý ở đó",
    },
    "called-off.mistake": {
        "en": "we had opened it by mistake", "id": "kami membukanya karena keliru",
        "vi": "chúng tôi đã mở vụ việc này do nhầm lẫn",
    },
    "called-off.settled": {
        "en": "the matter has been settled otherwise", "id": "perkara ini sudah diselesaikan dengan cara lain",
        "vi": "việc này đã được giải quyết theo cách khác",
    },
    "referral.asked": {
        "en": "{at}: we turned to {to} with your matter.", "id": "{at}: kami meneruskan perkara Anda ke {to}.",
        "vi": "{at}: chúng tôi đã chuyển việc của quý khách đến {to}.",
    },
    "referral.accepted": {
        "en": "{at}: {to} took your matter on, under the reference {accepted}.",
        "id": "{at}: {to} menerima perkara Anda dengan nomor {accepted}.",
        "vi": "{at}: {to} đã nhận việc của quý khách, mã số {accepted}.",
    },
    "tried": {
        "en": "{at}: we tried to reach you ({channel}) and did not.",
        "id": "{at}: kami mencoba menghubungi Anda ({channel}), tetapi tidak berhasil.",
        "vi": "{at}: chúng tôi đã tìm cách liên lạc ({channel}) nhưng không được.",
    },
    "hoped": {
        "en": "{at}: you told us what you hope for: {what}.",
        "id": "{at}: Anda menyampaikan harapan Anda: {what}.",
        "vi": "{at}: quý khách cho biết mong muốn: {what}.",
    },
    "expectation.met": {
        "en": "What you hoped for came about.", "id": "Yang Anda harapkan terwujud.",
        "vi": "Điều quý khách mong muốn đã thành.",
    },
    "expectation.exceeded": {
        "en": "You got more than you hoped for{by}.", "id": "Anda menerima lebih dari yang diharapkan{by}.",
        "vi": "Quý khách nhận được nhiều hơn mong muốn{by}.",
    },
    "expectation.missed": {
        "en": "You got less than you hoped for{by}.", "id": "Anda menerima kurang dari yang diharapkan{by}.",
        "vi": "Quý khách nhận được ít hơn mong muốn{by}.",
    },
    "review": {
        "en": "{at}: you asked us to look at it again; somebody who had no hand in it does.",
        "id": "{at}: Anda meminta kami memeriksa kembali; orang yang tidak terlibat mengerjakannya.",
        "vi": "{at}: quý khách yêu cầu xem lại; người không liên quan sẽ thực hiện.",
    },
    "reviewed.named": {
        "en": "{at}: somebody looked at it again whom a head named, for everybody else had had a hand in it.",
        "id": "{at}: seseorang yang ditunjuk pimpinan memeriksanya kembali, karena semua yang lain sudah terlibat.",
        "vi": "{at}: một người do cấp trên chỉ định đã xem lại, vì mọi người khác đều đã tham gia.",
    },
    "reviewed.last": {
        "en": "{at}: somebody who had no hand in it looked again; the head who named them had one: no other was left.",
        "id": "{at}: orang yang tidak terlibat memeriksanya kembali; yang menunjuknya terlibat, tidak ada yang lain.",
        "vi": "{at}: người không liên quan đã xem lại; người chỉ định họ thì có liên quan, vì không còn ai khác.",
    },
    "reviewed": {
        "en": "{at}: somebody who had no hand in it looked at it again.",
        "id": "{at}: orang yang tidak terlibat telah memeriksanya kembali.",
        "vi": "{at}: người không liên quan đã xem lại.",
    },
    "turn": {
        "en": "We told you that you can turn to {called}: {address}.",
        "id": "Kami memberi tahu bahwa Anda dapat mengadu ke {called}: {address}.",
        "vi": "Chúng tôi đã báo rằng quý khách có thể liên hệ {called}: {address}.",
    },
    "turn.unverified": {
        "en": "We had not verified that ourselves.",
        "id": "Hal itu belum kami verifikasi sendiri.",
        "vi": "Điều đó chúng tôi chưa xác minh.",
    },
    "contact.in": {
        "en": "{at}: we heard from you ({channel}).", "id": "{at}: Anda menghubungi kami ({channel}).",
        "vi": "{at}: quý khách đã liên hệ với chúng tôi ({channel}).",
    },
    "contact.out": {
        "en": "{at}: we told you ourselves how things stand ({channel}).",
        "id": "{at}: kami sendiri menyampaikan perkembangannya ({channel}).",
        "vi": "{at}: chúng tôi đã trực tiếp báo tình hình ({channel}).",
    },
    "route": {
        "en": "You can turn to {called}: {address}.", "id": "Anda dapat mengadu ke {called}: {address}.",
        "vi": "Quý khách có thể liên hệ {called}: {address}.",
    },
    "route.within": {
        "en": "You can turn to {called}: {address}; within {within} of this letter.",
        "id": "Anda dapat mengadu ke {called}: {address}; dalam {within} sejak surat ini.",
        "vi": "Quý khách có thể liên hệ {called}: {address}; trong vòng {within} kể từ thư này.",
    },
    "route.unverified": {
        "en": "We have not verified this ourselves yet: please ask them first whether they take up such a matter.",
        "id": "Ini belum kami verifikasi sendiri: mohon tanyakan dahulu apakah mereka menangani perkara semacam ini.",
        "vi": "Chúng tôi chưa xác minh điều này: xin hỏi trước xem họ có nhận loại việc như vậy không.",
    },
    "justice": {
        "en": "What was put right: {outcome}; promises and choices: {procedure}; apology, explanation, being heard: "
        "{interaction}.",
        "id": "Pemulihan: {outcome}; janji dan pilihan: {procedure}; permintaan maaf, penjelasan, didengarkan: "
        "{interaction}.",
        "vi": "Khắc phục: {outcome}; lời hứa và lựa chọn: {procedure}; xin lỗi, giải thích, lắng nghe: {interaction}.",
    },
    "grade.full": {"en": "in full", "id": "sepenuhnya", "vi": "đầy đủ"},
    "grade.partial": {"en": "in part", "id": "sebagian", "vi": "một phần"},
    "grade.missing": {"en": "not", "id": "belum", "vi": "chưa có"},
    "outcome.refused": {
        "en": "we could not give what was asked for", "id": "permintaan tidak dapat kami kabulkan",
        "vi": "chúng tôi không thể đáp ứng yêu cầu",
    },
    "outcome.referred": {
        "en": "the matter went to whom it concerns", "id": "perkara diteruskan ke pihak yang berwenang",
        "vi": "việc đã được chuyển cho bên có trách nhiệm",
    },
    "outcome.unreachable": {
        "en": "we could not reach you", "id": "kami tidak dapat menghubungi Anda",
        "vi": "chúng tôi không liên lạc được với quý khách",
    },
    "taken-in": {
        "en": "{at}: another case about the same was joined with this one; it goes on here.",
        "id": "{at}: kasus lain tentang hal yang sama digabungkan ke sini dan dilanjutkan di sini.",
        "vi": "{at}: một vụ việc khác về cùng chuyện này đã được gộp vào đây và được tiếp tục tại đây.",
    },
    "outcome.merged": {
        "en": "it goes on together with another case of yours", "id": "dilanjutkan bersama kasus Anda yang lain",
        "vi": "được gộp vào một vụ việc khác của quý khách",
    },
}  # fmt: skip
