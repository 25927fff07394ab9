"""Storage: where what must last is kept, and where much of it is worked through."""
