"""The sentences about what is owed, in every language; a part of domain/views/phrases.py."""

from __future__ import annotations

from collections.abc import Mapping

ENTITLED_PHRASES: Mapping[str, Mapping[str, str]] = {
    "entitled.due": {
        "en": "{at}: we established what is owed to you by {title}, as it held on {day}.",
        "id": "{at}: kami menetapkan apa yang menjadi hak Anda menurut {title}, sebagaimana berlaku pada {day}.",
        "vi": "{at}: chúng tôi đã xác định quyền lợi của quý khách theo {title}, theo quy định có hiệu lực {day}.",
    },
    "entitled.nothing": {
        "en": "{at}: by {title}, as it held on {day}, nothing is owed: {why}",
        "id": "{at}: menurut {title}, sebagaimana berlaku pada {day}, tidak ada yang menjadi hak: {why}",
        "vi": "{at}: theo {title}, theo quy định có hiệu lực {day}, không có khoản nào được hưởng: {why}",
    },
    "entitled.refused": {
        "en": "Not owed to you: {what}. The reason: {why}; by {clause}{source}.",
        "id": "Bukan hak Anda: {what}. Alasannya: {why}; menurut {clause}{source}.",
        "vi": "Quý khách không được hưởng: {what}. Lý do: {why}; theo {clause}{source}.",
    },
    "entitled.refused.proven": {
        "en": "Not owed to you: {what}. The reason: {why}; by {clause}{source}. It was for {who} to prove that, and it "
        "was proven.",
        "id": "Bukan hak Anda: {what}. Alasannya: {why}; menurut {clause}{source}. Hal ini harus dibuktikan oleh "
        "{who}, dan telah dibuktikan.",
        "vi": "Quý khách không được hưởng: {what}. Lý do: {why}; theo {clause}{source}. Điều đó do {who} phải chứng "
        "minh, và đã được chứng minh.",
    },
    "entitled.gift": {
        "en": "By {clause} ({source}): {what}.", "id": "Menurut {clause} ({source}): {what}.",
        "vi": "Theo {clause} ({source}): {what}.",
    },
    "entitled.how": {
        "en": "How it comes about: {steps}.", "id": "Perhitungannya: {steps}.", "vi": "Cách tính: {steps}.",
    },
    "entitled.total": {
        "en": "For {count} that is {amount}.", "id": "Untuk {count} seluruhnya {amount}.",
        "vi": "Tổng cộng cho {count} là {amount}.",
    },
    "entitled.unverified": {
        "en": "Not verified: {why}.", "id": "Belum diverifikasi: {why}.", "vi": "Chưa được xác minh: {why}.",
    },
    "entitled.postponed": {
        "en": "{at}: it could not be said yet what is owed to you by {title}; we still had to know: {needs}.",
        "id": "{at}: belum dapat dikatakan apa yang menjadi hak Anda menurut {title}; yang masih perlu diketahui: "
        "{needs}.",
        "vi": "{at}: chưa thể xác định quyền lợi của quý khách theo {title}; còn cần biết: {needs}.",
    },
    "entitled.at-least": {
        "en": "Whatever that turns out to be, at least {amount} is owed {unit}.",
        "id": "Apa pun hasilnya, sekurang-kurangnya {amount} menjadi hak {unit}.",
        "vi": "Dù kết quả thế nào, được hưởng ít nhất {amount} {unit}.",
    },
    "entitled.differs": {
        "en": "{at}: what is owed to you by {title} would be decided otherwise today ({amount}, which was {was}); "
        "somebody looks at it.",
        "id": "{at}: yang menjadi hak Anda menurut {title} kini akan diputuskan lain ({amount}, semula {was}); "
        "seseorang memeriksanya.",
        "vi": "{at}: quyền lợi của quý khách theo {title} nay sẽ được quyết định khác ({amount}, trước là {was}); "
        "có người đang xem xét.",
    },
    "what.pay": {"en": "pay what is owed", "id": "membayar yang menjadi hak", "vi": "trả khoản quý khách được hưởng"},
}  # fmt: skip
