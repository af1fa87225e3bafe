"""The window: bars, docks, menus, and what is asked in dialogs."""
