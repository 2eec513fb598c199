"""The sentences about promises, clocks and messages, in every language; a part of domain/views/phrases.py."""

from __future__ import annotations

from collections.abc import Mapping

PROMISE_PHRASES: Mapping[str, Mapping[str, str]] = {
    "promise.replaced": {
        "en": "; we could not keep that, and told you a new time on {at}, before it had passed.",
        "id": "; kami tidak dapat menepatinya, dan memberi tahu Anda waktu baru pada {at}, sebelum tenggatnya lewat.",
        "vi": "; chúng tôi không giữ được và đã báo thời hạn mới vào {at}, trước khi hết hạn.",
    },
    "promise.was-broken": {
        "en": "{at}: we had promised to {what} by now, and had not done it.",
        "id": "{at}: kami berjanji untuk {what} paling lambat saat ini, dan belum melakukannya.",
        "vi": "{at}: chúng tôi đã hứa {what} trước thời điểm này mà chưa làm được.",
    },
    "promise.stopped": {
        "en": "; that time stands still while we wait for your answer.",
        "id": "; waktu itu berhenti selama kami menunggu jawaban Anda.",
        "vi": "; thời hạn này tạm dừng trong khi chờ phản hồi của quý khách.",
    },
    "promise.ended": {
        "en": "; the case was closed before that.",
        "id": "; kasus ditutup sebelum itu.",
        "vi": "; vụ việc đã đóng trước đó.",
    },
    "promise.ended.cancelled": {
        "en": "; we called the case off before that, without an answer.",
        "id": "; kasus kami hentikan sebelum itu, tanpa jawaban.",
        "vi": "; chúng tôi đã dừng vụ việc trước đó mà chưa trả lời.",
    },
    "promise.ended.withdrawn": {
        "en": "; you withdrew before that.",
        "id": "; Anda menarik diri sebelum itu.",
        "vi": "; quý khách đã rút yêu cầu trước đó.",
    },
    "promise.ended.merged": {
        "en": "; before that the case went on in another one.",
        "id": "; sebelum itu kasus dilanjutkan di kasus lain.",
        "vi": "; trước đó vụ việc được tiếp tục trong một vụ việc khác.",
    },
    "replaced": {
        "en": "{at}: we told you that we need longer to {what}: until {due}, not {was}. The reason: {why}.",
        "id": "{at}: kami memberi tahu bahwa kami perlu waktu lebih lama untuk {what}: sampai {due}, bukan {was}. "
        "Alasannya: {why}.",
        "vi": "{at}: chúng tôi báo cần thêm thời gian để {what}: đến {due}, thay vì {was}. Lý do: {why}.",
    },
    "clock.stopped": {
        "en": "{at}: the time in which we promised to {what} stands still: {why}.",
        "id": "{at}: waktu yang kami janjikan untuk {what} berhenti: {why}.",
        "vi": "{at}: thời hạn chúng tôi hứa {what} tạm dừng: {why}.",
    },
    "clock.asked": {
        "en": "{at}: the time in which we promised to {what} stands still until we have what we asked you for.",
        "id": "{at}: waktu yang kami janjikan untuk {what} berhenti sampai kami menerima yang kami minta dari Anda.",
        "vi": "{at}: thời hạn chúng tôi hứa {what} tạm dừng cho đến khi nhận được điều đã nhờ quý khách.",
    },
    "clock.resumed": {
        "en": "{at}: that time goes on; we promised to {what} by {due}.",
        "id": "{at}: waktu itu berjalan lagi; kami berjanji untuk {what} paling lambat {due}.",
        "vi": "{at}: thời hạn đó tiếp tục; chúng tôi hứa {what} trước {due}.",
    },
    "clock.restated": {
        "en": "{at}: we corrected until when we promised to {what}: {due}, not {was}. The reason: {why}.",
        "id": "{at}: kami membetulkan tenggat janji untuk {what}: {due}, bukan {was}. Alasannya: {why}.",
        "vi": "{at}: chúng tôi đã sửa thời hạn hứa {what}: {due}, thay vì {was}. Lý do: {why}.",
    },
    "clock.restated.outward": {
        "en": "{at}: we corrected until when we promised to {what}: {due}, not {was}.",
        "id": "{at}: kami membetulkan tenggat janji untuk {what}: {due}, bukan {was}.",
        "vi": "{at}: chúng tôi đã sửa thời hạn hứa {what}: {due}, thay vì {was}.",
    },
    "requested": {
        "en": "{at}: we asked you for something we cannot go on without; by {until}.",
        "id": "{at}: kami meminta sesuatu dari Anda yang kami perlukan untuk melanjutkan; paling lambat {until}.",
        "vi": "{at}: chúng tôi nhờ quý khách cung cấp điều cần thiết để tiếp tục; trước {until}.",
    },
    "received": {
        "en": "{at}: we have what we asked you for.",
        "id": "{at}: kami sudah menerima yang kami minta dari Anda.",
        "vi": "{at}: chúng tôi đã nhận được điều đã nhờ quý khách.",
    },
    "estimate": {
        "en": "{at}: we told you what to expect: between {earliest} and {latest} ({basis}).",
        "id": "{at}: kami memberi tahu perkiraan: antara {earliest} dan {latest} ({basis}).",
        "vi": "{at}: chúng tôi đã báo dự kiến: từ {earliest} đến {latest} ({basis}).",
    },
    "estimate.outward": {
        "en": "{at}: we told you what to expect: between {earliest} and {latest}.",
        "id": "{at}: kami memberi tahu perkiraan: antara {earliest} dan {latest}.",
        "vi": "{at}: chúng tôi đã báo dự kiến: từ {earliest} đến {latest}.",
    },
    "estimate.missed": {
        "en": "{at}: it took longer than we had told you to expect.",
        "id": "{at}: ternyata lebih lama daripada perkiraan kami.",
        "vi": "{at}: việc này lâu hơn dự kiến đã báo.",
    },
    "waits": {
        "en": "{at}: so as not to disturb you, we waited with a message until {until}.",
        "id": "{at}: agar tidak mengganggu, kami menunda pesan sampai {until}.",
        "vi": "{at}: để không làm phiền quý khách, chúng tôi hoãn gửi tin đến {until}.",
    },
    "bounced": {
        "en": "{at}: we found out that a message had not reached you.",
        "id": "{at}: kami mengetahui bahwa sebuah pesan tidak sampai kepada Anda.",
        "vi": "{at}: chúng tôi phát hiện một tin nhắn đã không đến được với quý khách.",
    },
    "unsent": {
        "en": "{at}: we could not send you a message, so a person was asked to reach you.",
        "id": "{at}: kami tidak dapat mengirim pesan kepada Anda, jadi seorang petugas diminta menghubungi Anda.",
        "vi": "{at}: chúng tôi không gửi được tin cho quý khách nên đã nhờ nhân viên liên hệ với quý khách.",
    },
    "taken-up": {
        "en": "{at}: somebody we had called in took it up.",
        "id": "{at}: orang yang kami libatkan mulai menanganinya.",
        "vi": "{at}: người được chúng tôi gọi đến đã tiếp nhận.",
    },
    "handed-over": {
        "en": "{at}: a colleague took your case over, with everything that was done and promised so far.",
        "id": "{at}: seorang rekan mengambil alih kasus Anda, dengan semua yang sudah dikerjakan dan dijanjikan.",
        "vi": "{at}: một đồng nghiệp đã tiếp nhận vụ việc, cùng mọi việc đã làm và đã hứa.",
    },
}  # fmt: skip
