"""What is assumed beyond what is published and agreed, and what it does to series and agreements."""
