"""Public transport: feeds, the service of a day, travel times by timetable."""
