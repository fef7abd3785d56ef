"""The tests; as a package, so that its folders do not stand in for the packages they test."""
