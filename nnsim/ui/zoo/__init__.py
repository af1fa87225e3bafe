"""The Zoo on the screen: families and kinds of cells, the animals as cards, and the chosen one."""
