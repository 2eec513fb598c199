"""The sentences in which it is told what became of a remedy: set off, not wanted, come back, taken back."""

from __future__ import annotations

from collections.abc import Mapping

REMEDY_PHRASES: Mapping[str, Mapping[str, str]] = {
    "remedy.recovered": {
        "en": "{at}: you got {amount} for this elsewhere ({source}), so that much of it is not paid twice: {remedy}.",
        "id": "{at}: Anda sudah menerima {amount} untuk hal ini dari pihak lain ({source}), sehingga bagian itu tidak"
        " dibayar dua kali: {remedy}.",
        "vi": "{at}: quý khách đã nhận {amount} cho việc này từ nơi khác ({source}), nên phần đó không trả hai lần:"
        " {remedy}.",
    },
    "remedy.made-good": {
        "en": "{at}: {other} made the same good, so this is not given on top of it: {remedy}.",
        "id": "{at}: {other} sudah mengganti hal yang sama, sehingga ini tidak diberikan lagi: {remedy}.",
        "vi": "{at}: {other} đã bù cho cùng việc này, nên không cấp thêm: {remedy}.",
    },
    "remedy.made-good.part": {
        "en": "{at}: {other} made the same good, so {amount} of this is not given on top of it: {remedy}.",
        "id": "{at}: {other} sudah mengganti hal yang sama, sehingga {amount} dari ini tidak diberikan lagi: {remedy}.",
        "vi": "{at}: {other} đã bù cho cùng việc này, nên {amount} của khoản này không cấp thêm: {remedy}.",
    },
    "remedy.declined": {
        "en": "{at}: you told us that you do not want this: {remedy}.",
        "id": "{at}: Anda menyampaikan bahwa Anda tidak menginginkan ini: {remedy}.",
        "vi": "{at}: quý khách cho biết không muốn nhận: {remedy}.",
    },
    "remedy.returned": {
        "en": "{at}: what we paid came back to us ({why}); it is still to be paid to you: {remedy}.",
        "id": "{at}: pembayaran kami kembali kepada kami ({why}); ini masih harus dibayarkan kepada Anda: {remedy}.",
        "vi": "{at}: khoản chúng tôi trả đã bị chuyển lại ({why}); khoản này vẫn phải trả cho quý khách: {remedy}.",
    },
    "remedy.returned.outward": {
        "en": "{at}: what we paid came back to us; it is still to be paid: {remedy}.",
        "id": "{at}: pembayaran kami kembali kepada kami; ini masih harus dibayarkan: {remedy}.",
        "vi": "{at}: khoản chúng tôi trả đã bị chuyển lại; khoản này vẫn phải trả: {remedy}.",
    },
    "paid-to.by-law": {
        "en": "{remedy}, as it is owed by {clauses}", "id": "{remedy}, sesuai {clauses}",
        "vi": "{remedy}, theo {clauses}",
    },
    "returned": {
        "en": "{at}: what we had paid came back to us, so this has not reached the account it was for: {remedy}.",
        "id": "{at}: pembayaran kami kembali kepada kami, sehingga ini belum sampai ke rekening tujuannya: {remedy}.",
        "vi": "{at}: khoản chúng tôi đã trả bị chuyển lại, nên khoản này chưa đến được tài khoản nhận: {remedy}.",
    },
    "returned.by": {
        "en": "It is still to be paid, and we pay it again by another way: {way}.",
        "id": "Ini tetap harus dibayarkan, dan kami membayarnya lagi dengan cara lain: {way}.",
        "vi": "Khoản này vẫn phải được trả, và chúng tôi trả lại bằng cách khác: {way}.",
    },
    "returned.again": {
        "en": "It is still to be paid, and we pay it again by another way.",
        "id": "Ini tetap harus dibayarkan, dan kami membayarnya lagi dengan cara lain.",
        "vi": "Khoản này vẫn phải được trả, và chúng tôi trả lại bằng cách khác.",
    },
    "returned.by-a-person": {
        "en": "It is still to be paid. There is no other way that works by itself, so one of us looks after it now.",
        "id": "Ini tetap harus dibayarkan. Tidak ada cara lain yang berjalan sendiri, jadi salah satu dari kami kini"
        " menanganinya.",
        "vi": "Khoản này vẫn phải được trả. Không còn cách tự động nào khác, nên một người của chúng tôi đang xử lý.",
    },
    "returned.paid": {
        "en": "We paid it again: {at}.", "id": "Kami sudah membayarnya lagi: {at}.",
        "vi": "Chúng tôi đã trả lại khoản này: {at}.",
    },
    "remedy.reversed.hand": {
        "en": "{at}: a person with the authority took this back: {remedy}; the reason: {why}.",
        "id": "{at}: orang yang berwenang menarik kembali ini: {remedy}; alasannya: {why}.",
        "vi": "{at}: người có thẩm quyền đã thu hồi: {remedy}; lý do: {why}.",
    },
    "remedy.reversed.undo": {
        "en": "{at}: another way was taken, so this was taken back with the rest: {remedy}.",
        "id": "{at}: cara lain diambil, sehingga ini ditarik kembali bersama yang lain: {remedy}.",
        "vi": "{at}: đã chọn cách khác, nên khoản này được thu hồi cùng các phần còn lại: {remedy}.",
    },
    "recovery": {
        "en": "{at}: we learned that you got {amount} for this elsewhere ({source}).",
        "id": "{at}: kami mengetahui bahwa Anda menerima {amount} untuk hal ini dari pihak lain ({source}).",
        "vi": "{at}: chúng tôi được biết quý khách đã nhận {amount} cho việc này từ nơi khác ({source}).",
    },
    "source.chargeback": {"en": "your bank", "id": "bank Anda", "vi": "ngân hàng của quý khách"},
    "source.insurer": {"en": "an insurer", "id": "perusahaan asuransi", "vi": "công ty bảo hiểm"},
    "source.agent": {"en": "the agent who sold it", "id": "agen penjualnya", "vi": "đại lý đã bán"},
    "proof": {
        "en": "{at}: what you sent us to show it arrived.", "id": "{at}: bukti yang Anda kirim telah kami terima.",
        "vi": "{at}: chúng tôi đã nhận được chứng cứ quý khách gửi.",
    },
    "undo.remedied": {
        "en": "{at}: this could not be taken back any more: {what}. This was given for it: {remedies}.",
        "id": "{at}: ini tidak dapat dibatalkan lagi: {what}. Sebagai gantinya diberikan: {remedies}.",
        "vi": "{at}: việc này không thể hủy được nữa: {what}. Đổi lại, đã trao: {remedies}.",
    },
}  # fmt: skip
