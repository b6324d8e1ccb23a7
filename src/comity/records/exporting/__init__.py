"""Own records as files, two persons above a hundred records of persons."""
