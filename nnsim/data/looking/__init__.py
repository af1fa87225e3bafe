"""What can be seen of data before any training: leaks, numbers of columns, what simple methods reach."""
