"""Small widgets the panels are made of; each reads the theme when it paints."""
