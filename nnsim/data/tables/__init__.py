"""How a text file holds a table: one room for each thing that has to be found out."""
