"""What shipped packs have to give, transcribed apart from them."""
