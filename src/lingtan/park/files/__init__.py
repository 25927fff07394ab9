"""The park folder and workbook: reader, checks, writer."""
