"""Where one room of the service meets another. Rooms know each other by ports alone."""
