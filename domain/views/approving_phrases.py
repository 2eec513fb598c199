"""The sentences that somebody reads before they grant something: who gets it, why they are asked, and who said so."""

from __future__ import annotations

from collections.abc import Mapping

APPROVING_PHRASES: Mapping[str, Mapping[str, str]] = {
    # --- Who gets it, and how ----------------------------------------------------------------------------------------
    "approve.payee.customer": {
        "en": "{who}, the customer of the case", "id": "{who}, pelanggan perkara ini",
        "vi": "{who}, khách hàng của vụ việc",
    },
    "approve.payee.other": {
        "en": "{who}, who is not the customer of the case", "id": "{who}, bukan pelanggan perkara ini",
        "vi": "{who}, không phải khách hàng của vụ việc",
    },
    "approve.way": {"en": "by {way}", "id": "melalui {way}", "vi": "qua {way}"},
    "approve.way.else": {
        "en": "by {way}; if that is refused, by {others}", "id": "melalui {way}; bila ditolak, melalui {others}",
        "vi": "qua {way}; nếu bị từ chối thì qua {others}",
    },
    "approve.way.by-hand": {
        "en": "by hand: {role} is asked to give it, and says under which reference",
        "id": "dengan tangan: {role} diminta memberikannya dan menyebut nomor rujukannya",
        "vi": "trao tay: {role} được yêu cầu trao và cho biết số tham chiếu",
    },
    "approve.way.granted": {
        "en": "no service gives it: it counts as given once it is granted",
        "id": "tidak ada layanan yang memberikannya: dianggap diberikan setelah disetujui",
        "vi": "không có dịch vụ nào trao: được coi là đã trao khi được duyệt",
    },
    "approve.owed.all": {
        "en": "all of it is owed: nobody may deny it",
        "id": "seluruhnya wajib diberikan: tidak seorang pun boleh menolak",
        "vi": "toàn bộ là quyền được hưởng: không ai được từ chối",
    },
    "approve.owed.part": {
        "en": "{floor} of it is owed, and nobody may deny that", "id": "{floor} darinya wajib dan tidak boleh ditolak",
        "vi": "trong đó {floor} là quyền được hưởng, không ai được từ chối",
    },
    "approve.owed.nothing": {
        "en": "nothing of it is owed by law, contract or guarantee",
        "id": "tidak ada bagiannya yang wajib menurut hukum, kontrak, atau jaminan",
        "vi": "không phần nào là nghĩa vụ theo luật, hợp đồng hay cam kết",
    },
    "approve.set-off": {
        "en": "{amount} of what it came to was set off", "id": "{amount} dari jumlah semula sudah diperhitungkan",
        "vi": "{amount} trong số ban đầu đã được khấu trừ",
    },
    # --- Why somebody is asked ---------------------------------------------------------------------------------------
    "approve.why.above": {
        "en": "It comes to {amount}, and the plan grants at most {limit} of it by itself.",
        "id": "Jumlahnya {amount}, sedangkan rencana memberikan sendiri paling banyak {limit}.",
        "vi": "Số tiền là {amount}, mà kế hoạch chỉ tự cấp nhiều nhất {limit}.",
    },
    "approve.why.never": {
        "en": "The plan grants nothing of this by itself, however little it is: a person decides each time.",
        "id": "Rencana tidak pernah memberikannya sendiri, sekecil apa pun: selalu orang yang memutuskan.",
        "vi": "Kế hoạch không tự cấp khoản này, dù nhỏ đến đâu: lần nào cũng do người quyết định.",
    },
    "approve.why.currency": {
        "en": "The plan grants by itself up to {limit}, and nothing in {currency}.",
        "id": "Rencana memberikan sendiri hingga {limit}, dan tidak ada yang dalam {currency}.",
        "vi": "Kế hoạch tự cấp đến {limit}, và không có khoản nào bằng {currency}.",
    },
    "approve.why.in-kind": {
        "en": "What is no money has no limit up to which a plan grants it by itself: a person decides each time.",
        "id": "Yang bukan uang tidak memiliki batas untuk diberikan oleh rencana: selalu orang yang memutuskan.",
        "vi": "Những gì không phải tiền không có hạn mức để kế hoạch tự cấp: lần nào cũng do người quyết định.",
    },
    "approve.why.together": {
        "en": "{who} was about to grant it: with {others}, granted to the same person that day, it comes to "
        "{together}, more than {limit}.",
        "id": "{who} hendak menyetujuinya: bersama {others}, yang disetujui untuk orang yang sama hari itu, jumlahnya "
        "{together}, lebih dari {limit}.",
        "vi": "{who} định duyệt: cộng với {others} đã duyệt cho cùng một người trong ngày, tổng là {together}, hơn "
        "{limit}.",
    },
    "approve.other-cases": {
        "en": "{amount} in other cases", "id": "{amount} di perkara lain", "vi": "{amount} trong các vụ việc khác",
    },
    "approve.why.alone": {
        "en": "It rests on something that one person alone put right ({what}), so another person grants it, however "
        "little it is.",
        "id": "Ini bersandar pada hal yang diperbaiki oleh satu orang saja ({what}), maka orang lain yang "
        "memutuskannya, sekecil apa pun.",
        "vi": "Khoản này dựa trên điều chỉ một người sửa lại ({what}), nên người khác quyết định, dù nhỏ đến đâu.",
    },
    "approve.alone": {"en": "{what}: by {who}", "id": "{what}: oleh {who}", "vi": "{what}: bởi {who}"},
    "approve.alone.customer": {
        "en": "who the customer is", "id": "siapa pelanggannya", "vi": "khách hàng là ai",
    },
    "approve.alone.chosen": {"en": "what was chosen", "id": "pilihan pelanggan", "vi": "lựa chọn của khách"},
    "approve.alone.how-bad": {
        "en": "how bad it is", "id": "seberapa berat perkaranya", "vi": "mức độ nghiêm trọng",
    },
    "approve.why.rung": {
        "en": "{role} may grant up to {limit} of it, which is less.",
        "id": "{role} boleh menyetujui hingga {limit}, dan itu kurang dari jumlah ini.",
        "vi": "{role} được duyệt đến {limit}, ít hơn khoản này.",
    },
    "approve.why.passed-on": {
        "en": "{role} was asked first, and it was passed on.", "id": "{role} diminta lebih dahulu, lalu diteruskan.",
        "vi": "{role} được hỏi trước, rồi chuyển tiếp.",
    },
    "approve.why.table": {
        "en": "By the house's table of authority it is for: {lines}.",
        "id": "Menurut tabel wewenang perusahaan, yang berwenang: {lines}.",
        "vi": "Theo bảng thẩm quyền của công ty, người được quyết định: {lines}.",
    },
    "approve.why.no-line": {
        "en": "No line of the house's table of authority covers it: nobody may grant it.",
        "id": "Tidak ada baris dalam tabel wewenang perusahaan yang mencakupnya: tidak ada yang boleh menyetujui.",
        "vi": "Không dòng nào trong bảng thẩm quyền của công ty bao gồm khoản này: không ai được duyệt.",
    },
    "approve.line": {
        "en": "{role} (line “{line}”, {reach})", "id": "{role} (baris “{line}”, {reach})",
        "vi": "{role} (dòng “{line}”, {reach})",
    },
    "approve.line.in-kind": {
        "en": "{role} (line “{line}”)", "id": "{role} (baris “{line}”)", "vi": "{role} (dòng “{line}”)",
    },
    "approve.up-to": {"en": "up to {limit}", "id": "hingga {limit}", "vi": "đến {limit}"},
    "approve.any": {"en": "without limit", "id": "tanpa batas", "vi": "không giới hạn"},
    "approve.why.budget": {
        "en": "{who} could not grant it: {left}.", "id": "{who} tidak dapat menyetujuinya: {left}.",
        "vi": "{who} không duyệt được: {left}.",
    },
    "approve.why.sign": {
        "en": "It counts under a sign: {sign}", "id": "Ini terhitung dalam suatu tanda: {sign}",
        "vi": "Khoản này được tính trong một dấu hiệu: {sign}",
    },
    "approve.why.by-hand": {
        "en": "{who} named it by hand, and whoever names something does not grant it.",
        "id": "{who} mengusulkannya sendiri, dan yang mengusulkan tidak menyetujuinya.",
        "vi": "{who} đề xuất khoản này, và người đề xuất không được duyệt.",
    },
    "approve.the-plan": {"en": "The plan", "id": "Rencana", "vi": "Kế hoạch"},
    # --- Who may not decide ------------------------------------------------------------------------------------------
    "approve.barred": {"en": "{who} ({why})", "id": "{who} ({why})", "vi": "{who} ({why})"},
    "approve.hand.told": {"en": "told of the failure", "id": "melaporkan kegagalannya", "vi": "đã báo sự cố"},
    "approve.hand.named": {
        "en": "named it, or upheld the complaint", "id": "mengusulkannya, atau menerima pengaduannya",
        "vi": "đã đề xuất, hoặc chấp nhận khiếu nại",
    },
    "approve.hand.stepped-in": {
        "en": "stepped in by hand where it comes from", "id": "turun tangan pada langkah asalnya",
        "vi": "đã can thiệp bằng tay vào bước liên quan",
    },
    "approve.hand.said": {
        "en": "said what it rests on", "id": "menyatakan hal yang menjadi sandarannya", "vi": "nêu điều làm căn cứ",
    },
    "approve.hand.sent": {
        "en": "took in the receipt", "id": "menerima kuitansinya", "vi": "đã nhận hóa đơn",
    },
    "approve.hand.wrote": {"en": "wrote its step", "id": "menulis langkahnya", "vi": "đã viết bước này"},
    "approve.hand.about": {
        "en": "the complaint is about them", "id": "pengaduan ini tentang dia", "vi": "bị khiếu nại",
    },
    "approve.hand.looked": {
        "en": "looked at a sign under which it counts", "id": "memeriksa tanda yang mencakupnya",
        "vi": "đã xem dấu hiệu có tính khoản này",
    },
    # --- What it rests on --------------------------------------------------------------------------------------------
    "approve.law": {
        "en": "{title}, as it held on {day}", "id": "{title}, sebagaimana berlaku pada {day}",
        "vi": "{title}, theo quy định có hiệu lực {day}",
    },
    "approve.unproven": {
        "en": "It stands although “{what}” is said or may be: that is not proven.",
        "id": "Ini berlaku meskipun “{what}” dinyatakan atau mungkin: hal itu belum terbukti.",
        "vi": "Điều này vẫn đúng dù có nêu hoặc có thể có “{what}”: chưa được chứng minh.",
    },
    "approve.in-place-of": {
        "en": "the cash that it stands for", "id": "uang tunai yang digantikannya", "vi": "số tiền mặt mà nó thay thế",
    },
    "approve.premium": {
        "en": "per cent of the cash that is given", "id": "persen dari uang tunai yang diberikan",
        "vi": "phần trăm của số tiền mặt được trao",
    },
    "approve.evidence": {"en": "what shows the claim", "id": "bukti klaim", "vi": "chứng cứ"},
    "approve.why.again": {
        "en": "It may be paid a second time; {who} says why it is paid: {why}.",
        "id": "Ini mungkin dibayar dua kali; {who} menyebut alasannya: {why}.",
        "vi": "Khoản này có thể bị trả hai lần; {who} nêu lý do: {why}.",
    },
    "approve.why.in-kind-too": {
        "en": "What the receipt is for was given in kind, too: whoever pays it says why (why=…).",
        "id": "Yang tertera pada kuitansi juga diberikan langsung: yang membayarnya menyebut alasannya (why=…).",
        "vi": "Thứ ghi trên hóa đơn cũng đã được cấp trực tiếp: ai duyệt trả thì nêu lý do (why=…).",
    },
    "approve.in-kind-too": {
        "en": "given in kind, too", "id": "juga diberikan langsung", "vi": "cũng đã cấp trực tiếp",
    },
    "approve.paid-back": {
        "en": "paid against it already", "id": "sudah dibayar atas kuitansi ini", "vi": "đã trả theo hóa đơn này",
    },
    "approve.receipt": {"en": "receipt", "id": "kuitansi", "vi": "biên lai"},
    "approve.took-in": {"en": "taken in by {who}", "id": "diterima oleh {who}", "vi": "do {who} tiếp nhận"},
    "approve.sent": {
        "en": "the customer sent it", "id": "dikirim oleh pelanggan", "vi": "do khách hàng gửi",
    },
    "approve.yes": {"en": "yes", "id": "ya", "vi": "có"},
    "approve.no": {"en": "no", "id": "tidak", "vi": "không"},
    "approve.shown": {
        "en": "something that shows the claim was taken in by {who}", "id": "bukti klaim diterima oleh {who}",
        "vi": "chứng cứ do {who} tiếp nhận",
    },
    "approve.evidence.shown": {
        "en": "{who} saw what shows the claim", "id": "{who} melihat bukti klaimnya", "vi": "{who} đã xem chứng cứ",
    },
    "approve.evidence.trusted": {
        "en": "{who} takes the customer at their word ({why}): nothing was shown",
        "id": "{who} memercayai ucapan pelanggan ({why}): tidak ada bukti",
        "vi": "{who} tin lời khách hàng ({why}): không có chứng cứ",
    },
    # --- Who said so, and how well it is known -----------------------------------------------------------------------
    "said.source": {
        "en": "{source} told it with the failure, on {at}, by the hand of {who}",
        "id": "{source} menyampaikannya bersama kegagalannya, {at}, melalui {who}",
        "vi": "{source} báo cùng với sự cố, {at}, do {who} đưa vào",
    },
    "said.desk": {
        "en": "{who} wrote it down when they told of the failure, on {at}",
        "id": "{who} mencatatnya saat melaporkan kegagalannya, {at}",
        "vi": "{who} ghi lại khi báo sự cố, {at}",
    },
    "said.changed": {
        "en": "{who} put it right on {at} ({why})", "id": "{who} memperbaikinya pada {at} ({why})",
        "vi": "{who} sửa lại vào {at} ({why})",
    },
    "said.later": {
        "en": "{who} told it on {at} ({why})", "id": "{who} menyampaikannya pada {at} ({why})",
        "vi": "{who} cho biết vào {at} ({why})",
    },
    "said.alone": {
        "en": "{said}; nobody else says so", "id": "{said}; tidak ada orang lain yang menyatakannya",
        "vi": "{said}; không ai khác xác nhận",
    },
    "said.since": {
        "en": "since then {who} told it anew, on {at}", "id": "sesudah itu {who} menyampaikannya lagi, {at}",
        "vi": "sau đó {who} đã cho biết lại, {at}",
    },
    "said.answer": {
        "en": "{who} answered so on {at} (“{what}”)", "id": "{who} menjawab demikian pada {at} (“{what}”)",
        "vi": "{who} trả lời như vậy vào {at} (“{what}”)",
    },
    "said.answer.customer": {
        "en": "the customer answered so on {at} (“{what}”)", "id": "pelanggan menjawab demikian pada {at} (“{what}”)",
        "vi": "khách hàng trả lời như vậy vào {at} (“{what}”)",
    },
    "said.result": {
        "en": "{what} said so", "id": "{what} menyatakannya", "vi": "{what} cho biết",
    },
    "said.chosen": {
        "en": "the customer chose so on {at}", "id": "pelanggan memilih demikian pada {at}",
        "vi": "khách hàng đã chọn như vậy vào {at}",
    },
    "said.chosen.written": {
        "en": "the customer chose so on {at}, as {who} wrote down",
        "id": "pelanggan memilih demikian pada {at}, dicatat oleh {who}",
        "vi": "khách hàng đã chọn như vậy vào {at}, do {who} ghi lại",
    },
    "said.plan": {"en": "the plan says so", "id": "ditetapkan oleh rencana", "vi": "do kế hoạch quy định"},
    "said.case": {"en": "as the case has it", "id": "sesuai data perkara", "vi": "theo dữ liệu của vụ việc"},
    "said.house": {"en": "as the house has it", "id": "sesuai ketentuan perusahaan", "vi": "theo quy định của công ty"},
}  # fmt: skip
