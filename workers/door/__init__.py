"""What is asked at the door of a house, by people and by programs, and what is answered."""
