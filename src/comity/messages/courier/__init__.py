"""The courier: seals what is for bureaus of other nodes, carries it over any link, opens and signs for what comes."""
