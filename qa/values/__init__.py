"""What a sentence offers as an answer: the values, the phrase, the yes or no that was asked for."""
