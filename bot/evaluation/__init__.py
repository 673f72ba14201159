"""Measures the whole product on a labelled set: retrieval, answers, abstention, citations and speed."""
