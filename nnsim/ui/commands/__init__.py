"""Commands: things with a name and a shortcut, one file a theme."""
