"""AWS on loopback: moto, and the places where the calls of our tools need more of it than it has."""
