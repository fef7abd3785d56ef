"""How fast this is, beside something bare in the same run; timings never fail."""
