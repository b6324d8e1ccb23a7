"""What other bureaus signed: kept with the words it is about, shown to a third party, gone when the words go."""
