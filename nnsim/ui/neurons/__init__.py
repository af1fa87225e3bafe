"""The drawing opened into its neurons: what lies behind the blocks of the canvas."""
