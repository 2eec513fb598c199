"""Phrases for what stands round the steps: what a playbook is for, how bad it is judged, what is promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FRAME: Final[Mapping[str, Mapping[str, str]]] = {
    "heading.purpose": {"en": "What it is for", "id": "Untuk apa", "vi": "Dùng để làm gì"},
    "heading.risk": {
        "en": "How bad we judge it", "id": "Seberapa buruk menurut kami", "vi": "Chúng tôi đánh giá mức độ",
    },
    "heading.promises": {"en": "What we promise", "id": "Yang kami janjikan", "vi": "Chúng tôi hứa gì"},
    "heading.steps": {"en": "Step by step", "id": "Langkah demi langkah", "vi": "Từng bước"},
    "heading.whenever": {"en": "At any time", "id": "Kapan saja", "vi": "Bất cứ lúc nào"},
    "heading.ending": {"en": "Afterwards", "id": "Sesudahnya", "vi": "Sau đó"},
    # --- What it is for ----------------------------------------------------------------------------------------------
    "purpose": {
        "en": "This playbook is for {failures}.", "id": "Rencana ini untuk {failures}.",
        "vi": "Kế hoạch này dành cho {failures}.",
    },
    "purpose.when": {"en": "{failure} when {when}", "id": "{failure} bila {when}", "vi": "{failure} khi {when}"},
    "purpose.owner": {
        "en": "It belongs to {role} and holds in these markets: {markets}.",
        "id": "Penanggung jawabnya {role}; berlaku di pasar: {markets}.",
        "vi": "Người phụ trách là {role}; áp dụng cho các thị trường: {markets}.",
    },
    "purpose.calendar": {
        "en": "Days and working time are counted by the calendar “{calendar}”.",
        "id": "Hari dan waktu kerja dihitung menurut kalender “{calendar}”.",
        "vi": "Ngày và giờ làm việc tính theo lịch “{calendar}”.",
    },
    "purpose.service": {
        "en": "The service is “{service}”{grades}.", "id": "Layanannya “{service}”{grades}.",
        "vi": "Dịch vụ là “{service}”{grades}.",
    },
    "grade.contact": {"en": "contact {grade}", "id": "kontak {grade}", "vi": "tiếp xúc {grade}"},
    "grade.complexity": {"en": "complexity {grade}", "id": "kerumitan {grade}", "vi": "độ phức tạp {grade}"},
    "grade.low": {"en": "low", "id": "rendah", "vi": "thấp"},
    "grade.medium": {"en": "medium", "id": "sedang", "vi": "vừa"},
    "grade.high": {"en": "high", "id": "tinggi", "vi": "cao"},
    "facts": {
        "en": "This has to be known of the failure: {facts}.",
        "id": "Yang harus diketahui tentang kegagalannya: {facts}.", "vi": "Cần biết về sự cố: {facts}.",
    },
    "facts.one": {"en": "{name} ({type})", "id": "“{name}” ({type})", "vi": "“{name}” ({type})"},
    "facts.derived": {
        "en": "“{name}” means: {value}.", "id": "“{name}” berarti: {value}.", "vi": "“{name}” nghĩa là: {value}.",
    },
    # --- How bad -----------------------------------------------------------------------------------------------------
    "risk.likelihood": {
        "en": "How likely it is that harm follows: {level}.", "id": "Kemungkinan timbul kerugian: {level}.",
        "vi": "Khả năng gây thiệt hại: {level}.",
    },
    "risk.scales": {
        "en": "How bad that is for {scales}.", "id": "Seberapa buruk akibatnya bagi {scales}.",
        "vi": "Mức độ ảnh hưởng đến {scales}.",
    },
    "risk.scale": {"en": "{scale}: {level}", "id": "{scale}: {level}", "vi": "{scale}: {level}"},
    "risk.modifier": {
        "en": "It weighs more as a matter of {name} if {when}.", "id": "Bobotnya bertambah karena {name} jika {when}.",
        "vi": "Việc nặng hơn do {name} nếu {when}.",
    },
    "risk.useless": {
        "en": "A remedy is of use until: {until}.", "id": "Penggantian berguna sampai: {until}.",
        "vi": "Việc khắc phục còn ích lợi đến: {until}.",
    },
    "modifier.vulnerable_customer": {
        "en": "a vulnerable customer", "id": "pelanggan rentan", "vi": "khách hàng dễ bị tổn thương",
    },
    "modifier.ruin": {"en": "ruin", "id": "kehancuran nafkah", "vi": "nguy cơ mất kế sinh nhai"},
    "modifier.public_channel": {"en": "a public channel", "id": "saluran publik", "vi": "kênh công khai"},
    "modifier.repeat_failure": {
        "en": "a repeated failure", "id": "kegagalan berulang", "vi": "sự cố lặp lại",
    },
    "modifier.regulator": {
        "en": "an authority that asks", "id": "otoritas yang bertanya", "vi": "cơ quan chức năng hỏi đến",
    },
    "risk.tier": {
        "en": "The house's table makes of this how serious a case is.",
        "id": "Tabel perusahaan menentukan dari sini seberapa serius suatu perkara.",
        "vi": "Bảng của doanh nghiệp cho biết từ đó vụ việc nghiêm trọng đến đâu.",
    },
    "escalation": {
        "en": "If the case is {tier}: {rungs}.", "id": "Jika perkaranya {tier}: {rungs}.",
        "vi": "Nếu vụ việc ở mức {tier}: {rungs}.",
    },
    "escalation.up": {
        "en": "{role} is called {span} after it was opened", "id": "{role} dipanggil {span} sesudah perkara dibuka",
        "vi": "gọi {role} sau khi mở {span}",
    },
    "escalation.across": {
        "en": "{role} is brought in {span} after it was opened",
        "id": "{role} dilibatkan {span} sesudah perkara dibuka", "vi": "mời {role} cùng tham gia sau khi mở {span}",
    },
    # --- What is promised --------------------------------------------------------------------------------------------
    "what.acknowledge": {"en": "answer the customer", "id": "menjawab pelanggan", "vi": "phản hồi khách hàng"},
    "what.resolve": {"en": "put it right", "id": "menyelesaikannya", "vi": "giải quyết xong"},
    "what.again": {
        "en": "tell the customer where things stand", "id": "mengabari pelanggan perkembangannya",
        "vi": "báo cho khách hàng tình hình",
    },
    "promise": {
        "en": "We promise to {what} within {span} {since}.", "id": "Kami berjanji {what} dalam {span} {since}.",
        "vi": "Chúng tôi hứa {what} trong {span} {since}.",
    },
    "promise.again": {
        "en": "We promise to {what} at least every {span} {since}, with the message {message}.",
        "id": "Kami berjanji {what} setidaknya setiap {span} {since}, dengan pesan {message}.",
        "vi": "Chúng tôi hứa {what} ít nhất mỗi {span} {since}, bằng tin nhắn {message}.",
    },
    "since.reported": {"en": "of the report", "id": "sejak dilaporkan", "vi": "kể từ khi được báo"},
    "since.happened": {"en": "of the failure", "id": "sejak kejadian", "vi": "kể từ khi xảy ra"},
    "since.known": {"en": "of our knowing of it", "id": "sejak kami mengetahuinya", "vi": "kể từ khi chúng tôi biết"},
    "promise.step": {
        "en": "The step “{step}” keeps it.", "id": "Langkah “{step}” menepatinya.",
        "vi": "Bước “{step}” giữ lời hứa này.",
    },
    "promise.resolved": {
        "en": "It is kept when the matter is put right.", "id": "Ditepati ketika perkaranya selesai.",
        "vi": "Lời hứa được giữ khi việc đã giải quyết xong.",
    },
    "promise.decision": {
        "en": "It is kept when the customer knows what we decided.",
        "id": "Ditepati ketika pelanggan mengetahui keputusan kami.",
        "vi": "Lời hứa được giữ khi khách hàng biết quyết định của chúng tôi.",
    },
    "promise.source.in": {
        "en": "In {market} it comes from {source}; its clock never stops there.",
        "id": "Di {market} dasarnya {source}; di sana waktunya tidak pernah berhenti.",
        "vi": "Tại {market}, căn cứ {source}; ở đó thời hạn này không bao giờ dừng.",
    },
    "promise.source": {
        "en": "It comes from {source}; its clock never stops.",
        "id": "Dasarnya {source}; waktunya tidak pernah berhenti.",
        "vi": "Căn cứ {source}; thời hạn này không bao giờ dừng.",
    },
}  # fmt: skip
