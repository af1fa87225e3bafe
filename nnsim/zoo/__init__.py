"""The Zoo: every structure of the chart "A mostly complete chart of Neural Networks" (F. van Veen, 2016), alive."""
