"""Where things are: distances, names of places, time zones, airports, layover windows and the drawn map."""
