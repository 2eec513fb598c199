"""What an auditor can check from the stored bytes alone."""
