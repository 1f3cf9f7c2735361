"""How the book has changed from one Kamerton to the next. There is no way back but a backup."""
