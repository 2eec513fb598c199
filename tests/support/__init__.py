"""What tests share: small plans, lives to play, fakes we own."""
